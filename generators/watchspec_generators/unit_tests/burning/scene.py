"""What happens in a test, and what every pair of windows makes of it: arithmetic of its own, that PromQL must meet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.rules.objectives import base_window, is_chained

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import BurnWindow
    from watchspec_generators.unit_tests.burning.clock import Clock
    from watchspec_generators.values import Duration


@dataclass(frozen=True, slots=True)
class Stretch:
    """A time of so many evaluations with a steady burn, and with so many calls in each evaluation's time."""

    ticks: int
    burn: float
    calls: float


@dataclass(frozen=True, slots=True)
class Windows:
    """How windows are read, in milliseconds."""

    base: int
    """The window that chained ones are made of."""
    exact: tuple[int, ...]
    """Windows that are read from the raw counters."""
    chained: tuple[int, ...]
    interval: int
    """Between evaluations where the rules are at work."""

    @classmethod
    def of(cls, monitoring: Monitoring, *windows: Iterable[Duration]) -> Windows:
        """The windows of a spec, each once."""
        found = sorted({window for each in windows for window in each})
        chained = {window.milliseconds: is_chained(monitoring, window) for window in found}
        return cls(
            base_window(monitoring).milliseconds,
            tuple(window for window, made in chained.items() if not made),
            tuple(window for window, made in chained.items() if made),
            monitoring.prometheus.evaluation_interval.milliseconds,
        )


@dataclass(frozen=True, slots=True)
class Scene:
    """Stretches one after the other, from the first sample on, and the pairs of windows that look at them."""

    clock: Clock
    windows: Windows
    pairs: tuple[BurnWindow, ...]
    floor: float
    stretches: tuple[Stretch, ...]

    @property
    def ticks(self) -> int:
        """Evaluations in all."""
        return sum(stretch.ticks for stretch in self.stretches)

    def value(self, tick: int) -> float | None:
        """The burn over the short window of the first pair that is past its limit, if one is."""
        fired = (pair for pair in self.pairs if self._fires(pair, tick))
        return next((self.burn(pair.short.milliseconds, tick) for pair in fired), None)

    def burn(self, window: int, tick: int) -> float:
        """How many times too fast the budget burned over the window, as far as there were calls."""
        calls, spent = self._sums(window, tick)
        return spent / calls if calls else 0.0

    def calls(self, window: int, tick: int) -> float:
        """The calls in a window, as Prometheus estimates them."""
        calls, now = self._sums(window, tick)[0], tick * self.clock.tick
        if window in self.windows.chained:
            # The sums overlap: each call is in as many as there are evaluations in the base window.
            return calls * self.windows.interval / self.clock.seen(self.windows.base)
        seen = min(now, self.clock.seen(window))
        # A series that begins within the window is taken to begin half a sample earlier.
        return calls * (window if now > window - self.clock.step else seen + self.clock.step / 2) / seen

    def clear(self, tick: int) -> bool:
        """Whether no window is so near its limit that rounding could decide."""
        return all(
            abs(self.burn(window.milliseconds, tick) / pair.burn - 1) > _NEAR
            for pair in self.pairs
            for window in (pair.long, pair.short)
        )

    def _fires(self, pair: BurnWindow, tick: int) -> bool:
        enough = self.calls(pair.short.milliseconds, tick) >= self.floor
        return enough and all(self.burn(w.milliseconds, tick) > pair.burn for w in (pair.long, pair.short))

    def _sums(self, window: int, tick: int) -> tuple[float, float]:
        now = tick * self.clock.tick
        if window not in self.windows.chained:
            return self._between(max(0, now - self.clock.seen(window)), now)
        first = max(1, -(-(now - window + 1) // self.clock.tick))
        ends = [other * self.clock.tick for other in range(first, tick + 1)]
        parts = [self._between(max(0, end - self.clock.seen(self.windows.base)), end) for end in ends]
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
