"""A slow start, a hard burn, a pause, the same burn again, one just short of the limit, and one just past it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.burning.scene import Stretch
from watchspec_generators.unit_tests.types import UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.burning.trial import Trial

_JUST_SHORT = 0.95
"""What the long window has burned when the hard burn fills the short one, in limits."""


def cases(trial: Trial) -> Iterable[UnitTest]:
    """Waits for the long window, ends with the short one, and fires again with it; each to one evaluation."""
    burnt = trial.clock.seen(trial.pair.long.milliseconds) // trial.clock.tick
    slow = (_JUST_SHORT * burnt * trial.pair.burn - trial.short * trial.hard) / max(1, burnt - trial.short)
    scene = trial.scene(
        trial.prelude,
        Stretch(trial.long + 1, max(0.0, slow), trial.calls),
        Stretch(trial.short + trial.long * 2 // 3, trial.hard, trial.calls),
        Stretch(trial.short, 0.0, trial.calls),
        Stretch(trial.short, trial.hard, trial.calls),
        Stretch(trial.short + 1, trial.near_miss, trial.calls),
        Stretch(trial.short + 1, trial.breach, trial.calls),
    )
    series = {**trial.series(scene), **trial.others(scene.ticks), **trial.recorded(scene.ticks)}
    checks, values = tuple(trial.turns(scene)), tuple(trial.values(scene))
    yield UnitTest("burns, pauses, burns on, slows down, and up again", trial.clock.step, series, checks, values)
