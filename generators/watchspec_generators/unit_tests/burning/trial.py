"""An alert on an error budget under test, for one of its pairs of windows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from watchspec_generators.rules.objectives import (
    base_window,
    burn_name,
    good_count,
    good_name,
    recorded_windows,
    total_name,
)
from watchspec_generators.rules.texts import FORMATS
from watchspec_generators.signals.playing import braced
from watchspec_generators.unit_tests.burning.clock import Clock, clock
from watchspec_generators.unit_tests.burning.playing import play
from watchspec_generators.unit_tests.burning.scene import Scene, Stretch, Windows
from watchspec_generators.unit_tests.labels import foreign_labels, series_labels
from watchspec_generators.unit_tests.levels import clear, unambiguous
from watchspec_generators.unit_tests.subject import firing
from watchspec_generators.unit_tests.timing import PLENTY
from watchspec_generators.unit_tests.types import Check, recorded, unrecorded
from watchspec_generators.values import Quantity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import BurnAlert, BurnWindow, Objective
    from watchspec_generators.unit_tests.types import Value
    from watchspec_generators.values import Duration

_PRELUDE_TICKS, _PRELUDE_WEIGHT = 2, 300
"""A good time with so many more calls that only windows which no longer hold it can be past a limit."""
_HARD, _HARDEST = 1.35, 0.98
"""A strong burn, in times of the limit, and at most as a share of the burn if every call were bad."""
_BUSY = 100
"""Traffic of other services, in times of the service's own."""
_ANY_CALLS = 100.0


@dataclass(frozen=True, slots=True)
class Trial:
    """The alert, the pair that is to decide, and the clock for it."""

    monitoring: Monitoring
    alert: BurnAlert
    pair: BurnWindow

    @property
    def objective(self) -> Objective:
        """The objective that the alert is about."""
        return self.alert.objective

    @property
    def clock(self) -> Clock:
        """When samples are taken and rules evaluated."""
        return clock(self.pair.short.milliseconds, self.windows)

    @property
    def windows(self) -> Windows:
        """All that the rules of the objective read."""
        return Windows.of(self.monitoring, recorded_windows(self.monitoring, self.objective))

    @property
    def short(self) -> int:
        """Evaluations after which the short window holds nothing older."""
        return -(-self.pair.short.milliseconds // self.clock.tick)

    @property
    def long(self) -> int:
        """Evaluations after which the long window holds nothing older."""
        return -(-self.pair.long.milliseconds // self.clock.tick)

    @property
    def base(self) -> Duration:
        """The window that what the budget burns now is taken over."""
        return base_window(self.monitoring)

    @property
    def is_shorter(self) -> bool:
        """Whether the alert has another pair with more calls in its short window."""
        return any(other.short > self.pair.short for other in self.alert.windows)

    @property
    def most(self) -> float:
        """The burn if every call is bad."""
        return 1 / self.objective.budget

    @property
    def breach(self) -> float:
        """A burn just past the limit."""
        return clear(Quantity(self.pair.burn, "none", ""), 1, self.most)

    @property
    def near_miss(self) -> float:
        """A burn just short of the limit."""
        return clear(Quantity(self.pair.burn, "none", ""), -1, 0.0)

    @property
    def hard(self) -> float:
        """A burn well past the limit."""
        return min(_HARD * self.pair.burn, _HARDEST * self.most)

    @property
    def calls(self) -> float:
        """Calls between two evaluations with which the short window is well above the floor."""
        floor = self.alert.floor.quantity.value
        return PLENTY * floor * self.clock.tick / self.pair.short.milliseconds if floor else _ANY_CALLS

    @property
    def prelude(self) -> Stretch:
        """The good time before."""
        return Stretch(_PRELUDE_TICKS, 0.0, _PRELUDE_WEIGHT * self.calls)

    def scene(self, *stretches: Stretch) -> Scene:
        """What happens, and what the alert makes of it."""
        return Scene(self.clock, self.windows, self.alert.windows, self.alert.floor.quantity.value, stretches)

    def series(self, scene: Scene) -> dict[str, str]:
        """Input series of the service itself."""
        return self._played(scene.stretches, series_labels(self.monitoring.matchers))

    def others(self, ticks: int) -> dict[str, str]:
        """Input series of busy services that the selector refuses, half of whose calls are bad."""
        stretches = (Stretch(ticks, self.most / 2, _BUSY * self.calls),)
        return {
            name: values
            for labels in foreign_labels(self.monitoring.matchers)
            for name, values in self._played(stretches, labels).items()
        }

    def recorded(self, ticks: int) -> dict[str, str]:
        """What is recorded of other services and objectives, under the same names: nothing but bad calls."""
        service, goal = self.monitoring.service.name, self.objective.name
        samples = ticks * self.clock.tick // self.clock.step
        strangers = ((f"not-{service}", goal), (service, f"not-{goal}"), (f"not-{service}", f"not-{goal}"))
        return {
            name + braced({"service": one, "objective": other}): f"{value:g}+0x{samples}"
            for one, other in strangers
            for name, value in self._bad()
        }

    def as_recorded(self, short: float, long: float, calls: float, ticks: int) -> dict[str, str]:
        """Series as the rules of the objective record them: shares of good calls, and calls in the short window."""
        values = {
            good_name(self.monitoring, self.pair.short): short,
            good_name(self.monitoring, self.pair.long): long,
            total_name(self.monitoring, self.pair.short): calls,
        }
        samples = ticks * self.clock.tick // self.clock.step
        return {name + braced(self._labels): f"{value!r}+0x{samples}" for name, value in values.items()}

    def turns(self, scene: Scene) -> Iterator[Check]:
        """What is seen last before and first after each time that the alert begins or ends, and at the end."""
        clear = [tick for tick in range(1, scene.ticks + 1) if self._clear(scene, tick)]
        for before, after in pairwise(clear):
            if (self._shown(scene, before) is None) != (self._shown(scene, after) is None):
                yield from (self.check(scene, before), self.check(scene, after))
        yield self.check(scene, clear[-1])

    def check(self, scene: Scene, tick: int) -> Check:
        """What is seen at an evaluation."""
        value = self._shown(scene, tick)
        fired = () if value is None else (firing(self.monitoring, self.alert, {}, value),)
        return Check(tick * self.clock.tick, fired)

    def values(self, scene: Scene) -> Iterator[Value]:
        """What the rules must have recorded at the end of the scene."""
        base, end, labels = self.base, scene.ticks * self.clock.tick, self._labels
        burn = scene.burn(base.milliseconds, scene.ticks)
        yield recorded(end, burn_name(self.monitoring), labels, burn)
        for window in dict.fromkeys((self.pair.long, self.pair.short, base)):
            good = 1 - scene.burn(window.milliseconds, scene.ticks) * self.objective.budget
            yield self.share(scene.ticks, window, good)
            calls = scene.calls(window.milliseconds, scene.ticks)
            yield recorded(end, total_name(self.monitoring, window), labels, calls)

    def share(self, tick: int, window: Duration, good: float) -> Value:
        """What the rules must have recorded as the share of good calls."""
        return recorded(tick * self.clock.tick, good_name(self.monitoring, window), self._labels, good)

    def unknown(self, tick: int, window: Duration) -> Value:
        """That the rules must not have recorded a share of good calls."""
        return unrecorded(tick * self.clock.tick, good_name(self.monitoring, window), self._labels)

    @property
    def _labels(self) -> dict[str, str]:
        return {"service": self.monitoring.service.name, "objective": self.objective.name}

    def _shown(self, scene: Scene, tick: int) -> float | None:
        """The value that the alert fires with, be it that of its last breach, for as long as it is kept firing."""
        found = (scene.value(earlier) for earlier in self._kept(tick))
        return next((value for value in found if value is not None), None)

    def _kept(self, tick: int) -> Iterator[int]:
        """The evaluation and those before it at which a breach would keep the alert firing, latest first."""
        yield tick
        kept = -(-self.alert.keep_firing_for.milliseconds // self.clock.tick)
        yield from range(tick - 1, max(0, tick - 1 - kept), -1)

    def _clear(self, scene: Scene, tick: int) -> bool:
        value = self._shown(scene, tick)
        certain = all(scene.clear(earlier) for earlier in self._kept(tick))
        return certain and (value is None or unambiguous(value, FORMATS["none"].show))

    def _played(self, stretches: tuple[Stretch, ...], labels: Mapping[str, str]) -> dict[str, str]:
        return play(self.monitoring, self.objective, self.clock, stretches, labels)

    def _bad(self) -> Iterator[tuple[str, float]]:
        yield good_count(self.monitoring), 0.0
        for window in sorted(recorded_windows(self.monitoring, self.objective)):
            yield good_name(self.monitoring, window), 0.0
            yield total_name(self.monitoring, window), _BUSY * (self.alert.floor.quantity.value or 1.0)
