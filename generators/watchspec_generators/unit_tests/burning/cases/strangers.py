"""What is recorded of other services and objectives, and of this one nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.types import Check, UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.burning.trial import Trial

_TICKS = 3


def cases(trial: Trial) -> Iterable[UnitTest]:
    """Quiet: the others have alerts of their own, and without data there is nothing to judge."""
    end = (Check(_TICKS * trial.clock.tick),)
    yield UnitTest("no data, and others in trouble", trial.clock.step, trial.recorded(_TICKS), end)
    yield UnitTest("no data", trial.clock.step, {}, end)
