"""Tests of what there is at the moment against the pace of a counter over the window."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.signals.playing import REPLICAS, Piece, sequence, series_selector
from watchspec_generators.unit_tests.labels import series_labels
from watchspec_generators.unit_tests.types import UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.unit_tests.stage import Stage

_LEVEL = 10.0
_PACES = (1.0, 4.0, 0.0)
"""Per second, one after the other."""
_PAST_HALF, _WHOLE, _LONG = 1, 2, 4
"""Ticks: more than half a window, more than one, more than two."""


def paces(stage: Stage) -> Iterator[UnitTest]:
    """A level stays while the pace changes: each pace counts for a whole window, and none for one in all of it."""
    level, counter = stage.signal.metrics
    labels = {**stage.label_sets[0], **series_labels(stage.monitoring.matchers)}
    samples = stage.lasting(_LONG) // stage.step
    series = {}
    for replica, share in REPLICAS.items():
        pieces = [Piece(samples, pace * share * stage.step / 1000) for pace in _PACES]
        series[series_selector(level.name, labels, replica)] = f"{_LEVEL * share:g}+0x{len(_PACES) * samples}"
        series[series_selector(counter.name, labels, replica)] = sequence(pieces)
    changed, stopped = stage.lasting(_LONG), stage.lasting(2 * _LONG)
    slow, fast = (_LEVEL / pace for pace in _PACES[:2])
    yield UnitTest(
        f"{stage.value}: one pace after another, then none",
        stage.step,
        series,
        values=(
            stage.near(changed, stage.value, 0, slow),
            stage.near(changed + stage.lasting(_PAST_HALF), stage.value, 0, fast, differs=True),
            stage.near(changed + stage.lasting(_WHOLE), stage.value, 0, fast),
            stage.near(stopped + stage.lasting(_WHOLE), stage.value, 0, _LEVEL * stage.query.window.seconds),
        ),
    )
