"""Each benchmark runs, in a size that says nothing about speed.

The other packages are not part of it: they need virtual environments that only scripts/bench makes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture
def run(tmp_path: Path) -> Any:
    """Runs a benchmark as scripts/bench does, and gives what it has written."""

    def runs(name: str) -> Any:
        output = tmp_path / f"{name}.json"
        command = [sys.executable, "-m", f"benchmarks.{name}", "--tiny", "--output", str(output)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return json.loads(output.read_text())

    return runs


@pytest.fixture
def estimates(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module, which is found from the root as scripts/bench finds it."""
    monkeypatch.syspath_prepend(str(ROOT))
    return import_module("benchmarks.shared.estimates")


def variants(report: Any) -> set[str]:
    return {row["variant"] for row in report["rows"]}


def test_call_overhead(run: Any) -> None:
    """Every variant of ours is measured, and has recorded each of its calls once."""
    report = run("call_overhead")
    assert {"bare", "by_hand", "watchspec", "bare, alone", "watchspec, quota headers"} <= variants(report)
    assert [limit["limit"] for limit in report["limits"]] == [1.0, 1.0, 1.0]


def test_stream_overhead(run: Any) -> None:
    """Every variant of ours is measured with both kinds of client."""
    report = run("stream_overhead")
    assert {"bare", "by_hand", "by_hand, without gaps", "watchspec"} <= variants(report)
    assert {row["client"] for row in report["rows"]} == {"sync", "async", "sync, parsed"}


def test_import_time(run: Any) -> None:
    """The import loads nothing heavy that the host has not asked for."""
    report = run("import_time")
    *_, heavy = report["limits"]
    assert heavy["holds"]
    assert {row["code"] for row in report["rows"]} >= {"import prometheus_client", "import watchspec"}


def test_concurrency(run: Any) -> None:
    """No update is lost in threads or tasks, and all tasks are open at once."""
    counts = [limit for limit in run("concurrency")["limits"] if " to " not in limit["what"]]
    assert len(counts) == 6
    assert all(limit["holds"] for limit in counts)


def test_fleet_series(run: Any) -> None:
    """The series of all families add up to the whole."""
    *families, whole = (row["series"] for row in run("fleet_series")["rows"])
    assert sum(families) == whole > 0


def test_memory(run: Any) -> None:
    """Every call of both runs is counted, whatever became of it."""
    *_, counted = run("memory")["limits"]
    assert counted["holds"]


@pytest.mark.binary
def test_generation(run: Any) -> None:
    """Services have the same rules each, and their files are read by promtool."""
    one, several = run("generation")["rows"]
    assert several["rules"] == several["services"] * one["rules"] > 0


@pytest.mark.binary
def test_evaluation(run: Any) -> None:
    """All rules are evaluated, and recorded and raw queries are asked alike."""
    report = run("evaluation")
    assert [row["what"] for row in report["rows"]] == ["all rules, once", "a panel's query, recorded", "the same, raw"]
    assert all(row["milliseconds"]["median"] > 0 for row in report["rows"])


def test_median_of_gives_an_interval_around_the_median(estimates: Any) -> None:
    """The interval covers the median, and is the narrower the more rounds there are."""
    few, many = estimates.median_of(range(10)), estimates.median_of([value / 100 for value in range(1_000)])
    assert few.low < few.median < few.high
    assert many.high - many.low < few.high - few.low


def test_ratio_of_series_that_vary_together(estimates: Any) -> None:
    """The ratio of medians is exact, and its interval only as wide as the rounds that were drawn make it."""
    found = estimates.ratio([2.0, 4.0, 6.0], [1.0, 2.0, 3.0])
    assert found == (2.0, 2.0, 2.0)


def test_ratio_of_series_that_vary_apart(estimates: Any) -> None:
    """Rounds that disagree widen the interval."""
    found = estimates.ratio([2.0, 4.0, 6.0], [1.0, 1.0, 1.0])
    assert found.low < found.median == 4.0 < found.high


def test_line_through_points_that_lie_on_one(estimates: Any) -> None:
    """Start and slope of exact points are found exactly."""
    assert estimates.line({10: 70.0, 100: 250.0, 1_000: 2_050.0}) == pytest.approx((50.0, 2.0))
