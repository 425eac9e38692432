"""Yesterday's spend."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from watchspec.catalogue import BASE_LABELS
from watchspec_generators.demo.backfill import LONGEST_RUN_SECONDS, openmetrics, spans
from watchspec_generators.edge.processes import run_tool
from watchspec_generators.edge.tools import find_tool

if TYPE_CHECKING:
    from pathlib import Path

    from watchspec_generators.demo.plan import Plan


def _cost_span(planned: Plan, now: float) -> tuple[float, float]:
    cost = next(injection for injection in planned.injections if injection.trouble.kind == "cost")
    (span,) = spans(cost, now)
    return span


def test_the_past_reaches_from_a_whole_window_before_yesterday_to_the_longest_run(planned: Plan) -> None:
    """Yesterday is 24 minutes ago; its hour needs a minute before it, and must not reach the present."""
    begin, end = _cost_span(planned, 10_000.0)
    assert begin < 10_000 - 24 * 60 - 60
    assert 10_000 - 24 * 60 + LONGEST_RUN_SECONDS == end < 10_000


def test_the_series_look_like_the_scraped_ones_and_grow_at_the_usual_rate(planned: Plan) -> None:
    """One counter for each model and feature; together they grow by what the traffic spends in a second."""
    text = openmetrics(planned.monitoring, planned.costs, planned.calls_per_second, "host:1", (100.0, 110.0))
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    assert len(lines) == 6 * 10
    assert all(f'{label}="' in lines[0] for label in ("job", "instance", *BASE_LABELS))
    last = sum(float(line.split()[-2]) for line in lines if line.endswith(" 101.000"))
    usual = sum(cost.total for cost in planned.costs.values()) / 2 * planned.calls_per_second
    assert last == pytest.approx(usual, rel=1e-5)


@pytest.mark.binary
def test_promtool_takes_it(planned: Plan, tmp_path: Path) -> None:
    """The real promtool makes blocks of it."""
    span = _cost_span(planned, time.time())
    source = tmp_path / "past.om"
    source.write_text(openmetrics(planned.monitoring, planned.costs, planned.calls_per_second, 'odd "host"', span))
    done = run_tool([find_tool("promtool"), "tsdb", "create-blocks-from", "openmetrics", source, tmp_path / "data"])
    assert done.code == 0, done.output
    listed = run_tool([find_tool("promtool"), "tsdb", "list", tmp_path / "data"]).stdout.splitlines()
    samples = sum(int(row.split()[4]) for row in listed[1:])
    assert samples == 6 * int(span[1] - span[0])
