"""One line of the spec is edited; everything that depends on it follows, and nothing else moves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.edge.files import write_artefacts
from watchspec_generators.edge.processes import run_tool
from watchspec_generators.edge.tools import find_tool
from watchspec_generators.pipeline import generate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from watchspec_generators.model import Monitoring

    Edited = Callable[..., Monitoring]

EDIT = ("above: 5%", "above: 3%")
RULES = "rules/checkout.error_ratio.rules.yml"
UNIT_TEST = "rules/tests/checkout.LLMHighErrorRate.test.yml"
DASHBOARD = "dashboards/checkout-overview.json"
RUNBOOK = "docs/runbooks/checkout.md"


@pytest.fixture(scope="module")
def before(shipped: Monitoring) -> Mapping[str, str]:
    """Every generated file by path."""
    return {artefact.path: artefact.text for artefact in generate(shipped)}


@pytest.fixture(scope="module")
def after(edited: Edited) -> Mapping[str, str]:
    """The same after the edit."""
    return {artefact.path: artefact.text for artefact in generate(edited(EDIT))}


def added(before: Mapping[str, str], after: Mapping[str, str], path: str) -> str:
    """The lines of `path` that the edit brought."""
    old = set(before[path].splitlines())
    return "\n".join(line for line in after[path].splitlines() if line not in old)


def test_just_what_depends_on_it_changes(before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Rules, their tests, the dashboard and the runbook follow; routing and exporter stay."""
    assert before.keys() == after.keys()
    assert {path for path in after if after[path] != before[path]} == {RULES, UNIT_TEST, DASHBOARD, RUNBOOK}


def test_the_rule_and_its_texts(before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Threshold, summary and description of the one alert are new."""
    new = added(before, after, RULES)
    assert "> 0.03" in new
    assert "fail (limit 3%)" in new
    assert "More than 3% of checkout's calls" in new
    assert len(new.splitlines()) == 3


def test_the_dashboards_lines(after: Mapping[str, str]) -> None:
    """The page's line moves on the number and on the graph; the warning's stays."""

    def steps(title: str) -> list[Any]:
        panels = json.loads(after[DASHBOARD])["panels"]
        (panel,) = (panel for panel in panels if panel["title"] == title)
        return [step["value"] for step in panel["fieldConfig"]["defaults"]["thresholds"]["steps"]]

    assert steps("Error rate, worst model") == [None, 0.02, 0.03]
    assert steps("What share of calls fails, by model?") == [None, 0.005, 0.02, 0.03]


def test_the_runbooks_words(before: Mapping[str, str], after: Mapping[str, str]) -> None:
    """Summary, description and the sentence on when it fires say the new limit."""
    new = added(before, after, RUNBOOK)
    assert "(limit 3%)" in new
    assert "is above 3% over 5m" in new
    assert "5%" not in new


@pytest.mark.binary
def test_the_new_rule_passes_its_new_tests(before: Mapping[str, str], after: Mapping[str, str], tmp_path: Path) -> None:
    """The generated unit tests prove the new threshold, and refuse the old one."""
    write_artefacts(tmp_path, after)
    promtool = find_tool("promtool")
    assert run_tool([promtool, "test", "rules", tmp_path / UNIT_TEST]).code == 0
    (tmp_path / RULES).write_text(before[RULES])
    assert run_tool([promtool, "test", "rules", tmp_path / UNIT_TEST]).code == 1
