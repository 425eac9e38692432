"""Prompt versions against their baseline, as Prometheus computes the difference and as its definition has it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec.catalogue import PROMPT_FEEDBACK, PROMPT_SCORE
from watchspec_generators.edge.processes import run_tool
from watchspec_generators.signals import SIGNALS, Query
from watchspec_generators.signals.newcombe import least_rise
from watchspec_generators.signals.versions import versions_of
from watchspec_generators.signals.wilson import lower, upper
from watchspec_generators.values.confidence import USUAL
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool

PUBLISHED = {
    # Newcombe, "Interval estimation for the difference between independent proportions", Statistics in Medicine 17
    # (1998), table II, method 10: the lower and upper bound of the first share less the second
    (56, 70, 48, 80): (0.0524, 0.3339),
    (9, 10, 3, 10): (0.1705, 0.8090),
    (5, 56, 0, 29): (-0.0381, 0.1926),
    (0, 10, 0, 20): (-0.1611, 0.2775),
    (10, 10, 0, 20): (0.6791, 1.0),
}
WINDOW = SIGNALS["prompt_score_drop"].window
SAMPLES = 19
"""In the window and half a one."""


@pytest.mark.parametrize("counts", PUBLISHED)
def test_published_examples(counts: tuple[int, int, int, int]) -> None:
    """Both ends: the upper one is what surely falls the other way round."""
    after, size_after, before, size_before = counts
    rise = least_rise(before / size_before, size_before, after / size_after, size_after, USUAL.z)
    fall = least_rise(after / size_after, size_after, before / size_before, size_before, USUAL.z)
    assert (rise, -fall) == pytest.approx(PUBLISHED[counts], abs=5e-5)


@given(st.floats(0, 1), st.floats(0, 1), st.integers(1, 10**5), st.integers(1, 10**5))
def test_no_surer_than_the_two_apart(before: float, after: float, counted_before: int, counted_after: int) -> None:
    """A rise is never surer than the estimate, and always where not even the two bounds meet."""
    sure = least_rise(before, counted_before, after, counted_after, USUAL.z)
    apart = lower(after, counted_after, USUAL.z) - upper(before, counted_before, USUAL.z)
    assert apart - 1e-9 <= sure <= after - before + 1e-9


@pytest.mark.parametrize(
    ("against", "alike"),
    [
        ("support/v11", "support/version-a"),
        ("a@b/c:4", "a@b/c:version-a"),
        ("v11", "version-a"),
        ("x(y)/1", "x(y)/version-a"),
    ],
)
def test_versions_are_alike_up_to_the_last_mark(against: str, alike: str) -> None:
    """What comes after it is the version."""
    assert versions_of(against)[0] == alike


def query(against: str, *by: str) -> Query:
    """All of a shop's versions."""
    return Query("shop", 'job="shop"', by, WINDOW, (), USUAL, against)


def test_names_tell_baselines_apart() -> None:
    """Two alerts with different baselines do not record into each other."""
    signal = SIGNALS["prompt_score_drop"]
    values = [signal.record(query(against)).value for against in ("a/b", "a_b", "a-b", "a/c", "a b")]
    assert len(set(values)) == len(values)


def test_without_a_split_the_baseline_is_none_of_the_others() -> None:
    """It would hide a part of how bad they are."""
    signal = SIGNALS["prompt_negative_feedback_rise"]
    together, apart = (signal.record(query('s.x"/1', *by)).rules[0].expr for by in ((), ("prompt",)))
    assert 'prompt=~"s\\\\.x\\"/.*",prompt!="s.x\\"/1"' in together
    assert 'prompt=~"s\\\\.x\\"/.*"' in apart
    assert "!=" not in apart
    assert 'prompt!~"unset|__other__"' in signal.record(query("v1", "prompt")).rules[0].expr


def counts() -> Iterator[tuple[int, int, int, int]]:
    """Part and size of version and baseline: none, all, tiny and large ones."""
    chance = random.Random(7)
    yield from ((0, 1, 0, 1), (1, 1, 1, 1), (0, 9, 9, 9), (9, 9, 0, 9), (0, 500, 0, 3), (20, 20, 1, 20_000))
    for _ in range(40):
        sizes = [round(10 ** chance.uniform(0, 5)) for _ in range(2)]
        yield chance.randint(0, sizes[0]), sizes[0], chance.randint(0, sizes[1]), sizes[1]


def steady(amount: float) -> str:
    """A counter that grows by `amount` in the window, sampled so that any Prometheus counts the same."""
    return f"1000000+{amount / (SAMPLES + 0.5):.12f}x{4 * SAMPLES}"


def feedback(part: float, size: float, labels: str) -> Mapping[str, str]:
    """Ratings of which some are negative."""
    name = f'{PROMPT_FEEDBACK.name}{{job="shop",{labels},rating='
    return {f'{name}"2"}}': steady(part), f'{name}"4"}}': steady(size - part)}


def scores(part: float, size: float, labels: str) -> Mapping[str, str]:
    """Scores of which some are 1 and all others 0."""
    name = f'{{job="shop",{labels}}}'
    return {f"{PROMPT_SCORE.name}_sum{name}": steady(part), f"{PROMPT_SCORE.name}_count{name}": steady(size)}


@pytest.mark.binary
@pytest.mark.parametrize(
    ("name", "play", "sign"),
    [
        ("prompt_negative_feedback_rise", feedback, 1),
        ("prompt_score_drop", scores, -1),
    ],
)
def test_prometheus_computes_them(name: str, play: object, sign: int, promtools: list[Tool], tmp_path: Path) -> None:
    """For dozens of pairs of samples, from the raw counters to the recorded bound, on both lines."""
    assert callable(play)
    recorded = SIGNALS[name].record(query("s/1", "prompt", "feature"))
    rules = [{"record": rule.record, "expr": rule.expr, "labels": {"service": "shop"}} for rule in recorded.rules]
    (tmp_path / "rules.yml").write_text(to_yaml({"groups": [{"name": "versions", "rules": rules}]}))
    played: dict[str, str] = {}
    pairs = list(counts())
    for index, (part, size, base, base_size) in enumerate(pairs):
        played |= play(part, size, f'prompt="s/2",feature="{index}"') | play(
            base, base_size, f'prompt="s/1",feature="{index}"'
        )
        rise = (part / size - base / base_size) * sign
        sides = (base / base_size, base_size, part / size, size)
        sure = least_rise(*(sides if sign > 0 else (*sides[2:], *sides[:2])), USUAL.z)
        labels = f'{{prompt="s/2",feature="{index}"}}'
        expected = {"value": rise, "bound": sure, "traffic": float(min(size, base_size))}
        played |= {f"expected_{what}{labels}": f"{number:.12f}+0x{4 * SAMPLES}" for what, number in expected.items()}
    step = round(WINDOW.milliseconds / (SAMPLES + 0.5))
    compared = {"value": recorded.value, "bound": recorded.bound, "traffic": recorded.traffic}
    tests = [
        {
            # Sizes reach a hundred thousand, of which 1e-6 is less than a counter's samples are rounded by.
            "expr": f'count(abs({series}{{prompt="s/2"}} - on (prompt, feature) expected_{what}) < {near})',
            "eval_time": "2d",
            "exp_samples": [{"labels": "{}", "value": len(pairs)}],
        }
        for (what, series), near in zip(compared.items(), (1e-6, 1e-6, 0.01), strict=True)
    ]
    content = {
        "interval": f"{step}ms",
        "input_series": [{"series": one, "values": values} for one, values in played.items()],
        "promql_expr_test": tests,
    }
    document = {"rule_files": ["rules.yml"], "evaluation_interval": "12h", "tests": [content]}
    (tmp_path / "test.yml").write_text(to_yaml(document))
    for tool in promtools:
        done = run_tool([tool.path, "test", "rules", tmp_path / "test.yml"])
        assert done.code == 0, done.output
