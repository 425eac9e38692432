"""Values and sizes of a sample from which an alert is just sure, or not quite, that its threshold is passed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from watchspec_generators.rules.texts import FORMATS
from watchspec_generators.unit_tests.levels import unambiguous

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.signals.base import Bound, Signal
    from watchspec_generators.values import Quantity

_HALVINGS = 60
_TRIES = 20


@dataclass(frozen=True, slots=True)
class Sample:
    """A signal that is estimated from a sample, and the threshold that its bound is compared with."""

    signal: Signal
    bound: Bound
    threshold: Quantity
    op: Literal[">", "<"]
    z: float
    slack: float
    """Share of a sample's size by which it may be more or less than is needed."""

    def past(self, count: float) -> float:
        """An estimate that `count` samples make sure enough, and hardly fewer would."""
        values = [self._at(count * (1 - self.slack * part / _TRIES)) for part in range(_TRIES, 0, -1)]
        return next((value for value in values if self._is_plain(value, count)), values[0])

    def short_of(self, count: float) -> float:
        """An estimate past the threshold of which only a few more samples would make sure enough."""
        return self._at(count * (1 + self.slack))

    def enough(self, count: float) -> float:
        """`count`, or as many times more as it takes to be sure of anything; shown without rounding doubt."""
        while not self.sure(count * (1 - self.slack)):
            count *= 2
        near_half = abs(count % 1 - 0.5) < 0.1  # noqa: PLR2004 - what texts round up or down
        return count + 0.2 if near_half else count

    def sure(self, count: float) -> bool:
        """Whether so many samples can make sure of anything."""
        return self._is_past(self.worst, count)

    def read(self, value: float, count: float) -> Mapping[str, float]:
        """What texts may show beside the estimate."""
        return {"count": count, "bound": self.bound(value, count, self.z)}

    @property
    def worst(self) -> float:
        """The value farthest past the threshold."""
        return self.signal.highest if self.op == ">" else self.signal.lowest

    def _at(self, count: float) -> float:
        """The estimate whose bound is on the threshold, found by halving; the worst if no bound comes so far."""
        short, past = self.threshold.value, self.worst
        for _ in range(_HALVINGS):
            middle = (short + past) / 2
            short, past = (short, middle) if self._is_past(middle, count) else (middle, past)
        return past

    def _is_past(self, value: float, count: float) -> bool:
        bound = self.bound(value, count, self.z)
        return bound > self.threshold.value if self.op == ">" else bound < self.threshold.value

    def _is_plain(self, value: float, count: float) -> bool:
        shown = (value, self.bound(value, count, self.z))
        return all(unambiguous(number, FORMATS[self.threshold.unit].show) for number in shown)
