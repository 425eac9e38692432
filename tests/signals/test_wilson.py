"""Wilson's bounds, as Prometheus computes them and as they are defined."""

from __future__ import annotations

import math
import random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.edge.processes import run_tool
from watchspec_generators.signals.wilson import BOUNDS, lower, upper, wilson
from watchspec_generators.values.confidence import USUAL, confidence
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.signals.wilson import Side

PUBLISHED = {
    # Newcombe, "Two-sided confidence intervals for the single proportion", Statistics in Medicine 17 (1998), method 3
    (81, 263): (0.2553, 0.3662),
    (15, 148): (0.0624, 0.1605),
    (0, 20): (0.0, 0.1611),
    (1, 29): (0.0061, 0.1718),
}


def by_definition(share: float, count: float, z: float, side: Side) -> float:
    """The p farthest from `share` whose own spread still reaches it, found by halving."""
    inside, outside = share, 0.0 if side == "lower" else 1.0
    for _ in range(200):
        middle = (inside + outside) / 2
        if abs(share - middle) <= z * math.sqrt(middle * (1 - middle) / count):
            inside = middle
        else:
            outside = middle
    return inside


@pytest.mark.parametrize(("part", "count"), PUBLISHED)
def test_published_examples(part: int, count: int) -> None:
    """The table of the paper that compares the methods."""
    found = (lower(part / count, count, USUAL.z), upper(part / count, count, USUAL.z))
    assert found == pytest.approx(PUBLISHED[part, count], abs=5e-5)


@given(st.integers(1, 10**6), st.floats(0, 1), st.sampled_from([0.5, 0.9, 0.95, 0.999]))
def test_bounds_are_around_the_estimate_and_come_closer_with_more_samples(
    count: int, share: float, level: float
) -> None:
    """Never outside 0 to 1, never on the wrong side."""
    z = confidence(level).z
    low, high = lower(share, count, z), upper(share, count, z)
    hair = 1e-12
    assert -hair <= low <= share + hair
    assert share - hair <= high <= 1 + hair
    assert lower(share, 2 * count, z) >= low - hair
    assert upper(share, 2 * count, z) <= high + hair


@given(st.lists(st.floats(0, 1), min_size=1, max_size=50))
def test_scores_vary_no_more_than_a_yes_or_no_of_the_same_mean(scores: list[float]) -> None:
    """So that the bounds hold for means of scores, too."""
    mean = sum(scores) / len(scores)
    assert sum((score - mean) ** 2 for score in scores) / len(scores) <= mean * (1 - mean) + 1e-12


def cases() -> list[tuple[int, int]]:
    """Parts of samples: none, one, all, of tiny and of large samples, and many by chance."""
    chance = random.Random(4)
    sizes = [1, 2, 3, 9, 20, 21, 100, *(round(10 ** chance.uniform(0, 6)) for _ in range(80))]
    return [(part, size) for size in sizes for part in sorted({0, 1, size, chance.randint(0, size)})]


@pytest.mark.binary
@pytest.mark.parametrize("side", ["lower", "upper"])
def test_prometheus_computes_them(side: Side, promtools: list[Tool], tmp_path: Path) -> None:
    """Some hundred samples of all sizes, on both lines, to the ninth digit."""
    z, tests = confidence(0.95).z, []
    series = []
    for index, (part, size) in enumerate(cases()):
        expected = by_definition(part / size, size, z, side)
        assert BOUNDS[side](part / size, size, z) == pytest.approx(expected, abs=1e-9)
        values = {"r:estimate": part / size, "r:size": float(size), "expected": expected}
        series += [{"series": f'{name}{{case="{index}"}}', "values": f"{value:.17f}"} for name, value in values.items()]
    bound = wilson(side, "r:estimate", "r:size", z)
    for expr, count in ((f"count(abs({bound} - expected) < 1e-9)", len(cases())), (f"count({bound})", len(cases()))):
        tests.append({"expr": expr, "eval_time": "0s", "exp_samples": [{"labels": "{}", "value": count}]})
    test = {"interval": "1m", "input_series": series, "promql_expr_test": tests}
    (tmp_path / "test.yml").write_text(to_yaml({"tests": [test]}))
    for tool in promtools:
        done = run_tool([tool.path, "test", "rules", tmp_path / "test.yml"])
        assert done.code == 0, done.output
