"""Tests of recorded counts of events: series that are new, that come back soon, and that come back late."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.signals.playing import series_selector
from watchspec_generators.unit_tests.labels import series_labels
from watchspec_generators.unit_tests.types import UnitTest, Value

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.unit_tests.stage import Stage


def first_events(stage: Stage) -> Iterator[UnitTest]:
    """The events that a series is born with count once; after a gap they do so again only if it was a whole window."""
    tick = stage.tick
    per_tick = tick // stage.step
    # Born and gone within half a tick, so that one evaluation sees only the far half of the window filled.
    quarter = per_tick // 4
    short = f"_x{2 * per_tick + quarter} 3 5x{quarter - 1} stale"
    counted = [stage.near(at, stage.value, 0, 5.0) for at in (3 * tick, 4 * tick)]
    yield _test(stage, "events that a series is born with", short, *counted, stage.absent(5 * tick, stage.value))
    half = per_tick // 2
    seen = f"7x{4 * per_tick}"
    soon = f"{seen} stale _x{per_tick + half - 2} 7x{4 * per_tick}"
    yield _test(stage, "old events, seen again soon", soon, stage.near(7 * tick, stage.value, 0, 0.0))
    late = f"{seen} stale _x{4 * per_tick - 2} 7x{4 * per_tick}"
    yield _test(stage, "old events, seen again late", late, stage.near(9 * tick, stage.value, 0, 7.0))


def _test(stage: Stage, what: str, values: str, *checks: Value) -> UnitTest:
    labels = {**stage.label_sets[0], **series_labels(stage.monitoring.matchers)}
    series = {series_selector(stage.signal.metrics[0].name, labels, "new"): values}
    return UnitTest(f"{stage.value}: {what}", stage.step, series, values=checks)
