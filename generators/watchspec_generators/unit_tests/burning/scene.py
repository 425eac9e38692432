"""What happens in a test, and what every pair of windows makes of it: arithmetic of its own, that PromQL must meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchspec_generators.model.types import BurnAlert, BurnWindow
    from watchspec_generators.unit_tests.burning.clock import Clock


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time of so many evaluations with a steady burn, and with so many calls in each evaluation's time."""

    ticks: int
    burn: float
    calls: float


@dataclass(frozen=True, slots=True)
class Scene:
    """Stretches one after the other, from the first sample on, and the windows that look at them."""

    clock: Clock
    alert: BurnAlert
    base: int
    """The window that chained ones are made of, in milliseconds."""
    longest_exact: int
    """Windows past this are chained."""
    interval: int
    """Between evaluations where the rules are at work, in milliseconds."""
    stretches: tuple[Stretch, ...]

    @property
    def ticks(self) -> int:
        """Evaluations in all."""
        return sum(stretch.ticks for stretch in self.stretches)

    def value(self, tick: int) -> float | None:
        """The burn over the short window of the first pair that is past its limit, if one is."""
        fired = (pair for pair in self.alert.windows if self._fires(pair, tick))
        return next((self.burn(pair.short.milliseconds, tick) for pair in fired), None)

    def burn(self, window: int, tick: int) -> float:
        """How many times too fast the budget burned over the window, as far as there were calls."""
        calls, spent = self._sums(window, tick)
        return spent / calls if calls else 0.0

    def calls(self, window: int, tick: int) -> float:
        """The calls in a window that has been full of samples since it began."""
        shown = self.base if window > self.longest_exact else window
        # A chained window adds up sums that overlap, as many as the rules are meant to be evaluated.
        times = self.interval / self.base if window > self.longest_exact else 1.0
        return self._sums(window, tick)[0] * shown / self.clock.seen(shown) * times

    def clear(self, tick: int) -> bool:
        """Whether no window is so near its limit that rounding could decide."""
        return all(
            abs(self.burn(window.milliseconds, tick) / pair.burn - 1) > _NEAR
            for pair in self.alert.windows
            for window in (pair.long, pair.short)
        )

    def _fires(self, pair: BurnWindow, tick: int) -> bool:
        enough = self.calls(pair.short.milliseconds, tick) >= self.alert.floor.quantity.value
        return enough and all(self.burn(w.milliseconds, tick) > pair.burn for w in (pair.long, pair.short))

    def _sums(self, window: int, tick: int) -> tuple[float, float]:
        now = tick * self.clock.tick
        if window <= self.longest_exact:
            return self._between(max(0, now - self.clock.seen(window)), now)
        first = max(1, -(-(now - window + 1) // self.clock.tick))
        ends = [other * self.clock.tick for other in range(first, tick + 1)]
        parts = [self._between(max(0, end - self.clock.seen(self.base)), end) for end in ends]
        return sum(calls for calls, _ in parts), sum(spent for _, spent in parts)

    def _between(self, start: int, end: int) -> tuple[float, float]:
        """Calls, and calls times burn."""
        begin, calls, spent = 0, 0.0, 0.0
        for stretch in self.stretches:
            length = stretch.ticks * self.clock.tick
            inside = max(0, min(end, begin + length) - max(start, begin)) / self.clock.tick * stretch.calls
            calls, spent, begin = calls + inside, spent + inside * stretch.burn, begin + length
        return calls, spent


_NEAR = 0.003
