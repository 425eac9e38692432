"""docs/who-spends.md says what is so."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import promql_parser
import pytest

from watchspec import catalogue
from watchspec._internal.labels import MAX_LENGTH
from watchspec._internal.spending import hashing, sessions, users

PAGE = (Path(__file__).parents[3] / "docs" / "who-spends.md").read_text(encoding="utf-8")
TEXT = " ".join(PAGE.split())
QUERIES = re.findall(r"^```promql\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
SUFFIXES = ("_bucket", "_sum", "_count")


def _metric(name: str) -> catalogue.Metric | None:
    found = catalogue.BY_NAME.get(name)
    for suffix in SUFFIXES:
        base = catalogue.BY_NAME.get(name.removesuffix(suffix))
        if found is None and base is not None and base.kind == "histogram":
            return base
    return found


def test_every_metric_is_ours() -> None:
    """Each name on the page is in the catalogue, and each metric of users, sessions and prompts is on the page."""
    names = set(re.findall(r"\b(?:llm|watchspec)_[a-z_]+\b", PAGE))
    metrics = {name: _metric(name) for name in names}
    assert [name for name, metric in metrics.items() if metric is None] == []
    whose = {"user", "prompt"}
    expected = {metric for metric in catalogue.SPENDING if whose & set(metric.labels)} | {catalogue.SESSION_COST}
    assert expected <= set(metrics.values())


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_is_promql(query: str) -> None:
    """And asks a metric only for labels that it has."""
    promql_parser.parse(query)
    for name, matchers in re.findall(r"\b(llm_[a-z_]+)\{([^}]*)\}", query):
        metric = _metric(name)
        assert metric is not None
        assert set(re.findall(r"(\w+)[=!]", matchers)) <= set(metric.all_labels)
    assert len(QUERIES) == 12


@pytest.mark.parametrize(
    "said",
    [
        f"the {users.DEFAULT_LIMIT} users who spend most",
        f"weigh {users.HYSTERESIS} times",
        f"at least {users.LINGER_SECONDS:.0f} seconds",
        f"{users.DEFAULT_LIMIT * users.TRACKED_PER_PLACE:,} users are ranked ({users.TRACKED_PER_PLACE} for each",
        f"half of its places ({users.DEFAULT_LIMIT // 2} of {users.DEFAULT_LIMIT})",
        f"{hashing.HEX_CHARACTERS} hexadecimal characters",
        f"up to {MAX_LENGTH} characters",
        f"for {sessions.IDLE_SECONDS / 60:.0f} minutes",
        f"At most {sessions.MOST_OPEN:,} sessions",
    ],
)
def test_numbers_are_those_of_the_code(said: str) -> None:
    """Each number that a reader may rely on."""
    assert said in TEXT


def test_hours_and_minutes_are_those_of_the_code() -> None:
    """The page says "each hour" and "once a minute"."""
    assert (users.HALF_LIFE_SECONDS, users.RANK_SECONDS) == (3600, 60)


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl is not installed")
def test_the_command_gives_the_label(salt: str) -> None:
    """As `user_label` does."""
    (command,) = re.findall(r"^```sh\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)
    done = subprocess.run(
        ["sh", "-c", command],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "WATCHSPEC_USER_SALT": salt},
    )
    assert done.stdout.strip() == hashing.user_label("u-42")
