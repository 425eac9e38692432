"""Many bad calls, but for a short time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.burning.scene import Stretch
from watchspec_generators.unit_tests.types import UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.burning.scene import Scene
    from watchspec_generators.unit_tests.burning.trial import Trial


_BEFORE = 12
"""Evaluations of a good time before."""
_SHARES = (1.0, 0.8, 0.6, 0.4, 0.3, 0.2, 0.1, 0.05, 0.02)


def cases(trial: Trial) -> Iterable[UnitTest]:
    """Quiet, though all that the short window holds is far past the limit and other services are in trouble."""
    scenes = (_scene(trial, share * trial.most) for share in _SHARES if share * trial.most > trial.hard)
    for scene in scenes:
        if all(scene.value(tick) is None for tick in range(1, scene.ticks + 1)):
            series = {**trial.series(scene), **trial.others(scene.ticks)}
            checks = (trial.check(scene, _BEFORE + trial.short), trial.check(scene, scene.ticks))
            yield UnitTest("a short spike", trial.clock.step, series, checks)
            return


def _scene(trial: Trial, burn: float) -> Scene:
    well = Stretch(_BEFORE, 0.0, trial.calls)
    return trial.scene(well, Stretch(trial.short, burn, trial.calls), Stretch(trial.short, 0.0, trial.calls))
