"""A trace of calls, all of them bad, and then none."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.burning.scene import Stretch
from watchspec_generators.unit_tests.types import Check, UnitTest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.unit_tests.burning.trial import Trial

_TRACE = 0.04
"""Calls in all; a rule that asks for a tenth of one does not see them."""
_STILL = 2
"""Evaluations before."""


def cases(trial: Trial) -> Iterable[UnitTest]:
    """The share of good calls is 0 over every window that holds the trace, and unknown over those that do not."""
    seen = _STILL + 1
    forgotten = seen + trial.long + 1
    windows = dict.fromkeys((trial.pair.long, trial.pair.short, trial.base))
    scene = trial.scene(
        Stretch(_STILL, 0.0, 0.0), Stretch(1, trial.most, _TRACE), Stretch(forgotten - seen + 1, 0.0, 0.0)
    )
    values = [trial.share(seen, window, 0.0) for window in windows]
    values += [trial.unknown(forgotten, window) for window in windows]
    end = (Check(scene.ticks * trial.clock.tick),)
    yield UnitTest("a trace of bad calls, then none", trial.clock.step, trial.series(scene), end, tuple(values))
