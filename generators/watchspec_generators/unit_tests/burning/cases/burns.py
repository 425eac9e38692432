"""The budget burns just past the limit, ever since the service began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.burning.scene import Stretch
from watchspec_generators.unit_tests.types import UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.burning.trial import Trial


def cases(trial: Trial) -> Iterable[UnitTest]:
    """Fires; also for a service that never gave one answer."""
    burns = trial.scene(Stretch(trial.short + 2, trial.breach, trial.calls))
    checks = (trial.check(burns, burns.ticks),)
    yield UnitTest("burns just past the limit", trial.clock.step, trial.series(burns), checks)
    if trial.objective.edge is None:
        fails = trial.scene(Stretch(trial.short + 2, trial.most, trial.calls))
        checks = (trial.check(fails, fails.ticks),)
        yield UnitTest("has never answered", trial.clock.step, trial.series(fails), checks)
