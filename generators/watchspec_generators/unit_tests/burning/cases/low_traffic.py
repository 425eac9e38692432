"""Far past the limit, with too few calls to mean anything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.burning.scene import Stretch
from watchspec_generators.unit_tests.types import UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.burning.trial import Trial


_SHARE = 0.95
"""Calls in the short window, in floors."""


def cases(trial: Trial) -> Iterable[UnitTest]:
    """Quiet, however long it lasts."""
    floor = trial.alert.floor.quantity.value
    if not floor:
        return
    few = _SHARE * floor * trial.clock.tick / trial.pair.short.milliseconds
    burn = Stretch(trial.long + trial.short if trial.is_shorter else 2 * trial.short, trial.hard, few)
    scene = trial.scene(*([trial.prelude] if trial.is_shorter else []), burn)
    checks = (trial.check(scene, scene.ticks),)
    series = {**trial.series(scene), **trial.others(scene.ticks)}
    yield UnitTest("burns, traffic under the floor", trial.clock.step, series, checks)
