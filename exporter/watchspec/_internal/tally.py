"""Increments and observations that are added up first and written to prometheus_client together.

Writing takes a lock and a few calls for each; calls that share a series share the writing.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING, Any

from prometheus_client import Histogram

from watchspec._internal.prefork import is_on

if TYPE_CHECKING:
    from collections.abc import Mapping


class Tally:
    """What is to be added to children (of counters and gauges) and observed by children (of histograms)."""

    __slots__ = ("marks", "observed", "sums")

    def __init__(self) -> None:
        self.sums: defaultdict[Any, float] = defaultdict(float)
        """May be added to directly, where each call counts."""
        self.observed: dict[Any, list[float]] = {}
        self.marks: dict[tuple[Any, float], Mapping[str, str]] = {}

    def inc(self, child: Any, amount: float = 1.0) -> None:
        """Adds to a counter or gauge."""
        self.sums[child] += amount

    def observe(self, child: Any, value: float, exemplar: Mapping[str, str] | None = None) -> None:
        """Adds an observation to a histogram, with the exemplar that it will carry."""
        if child in self.observed:
            self.observed[child].append(value)
        else:
            self.observed[child] = [value]
        if exemplar is not None:
            self.marks[child, value] = exemplar

    def observe_all(self, child: Any, values: list[float]) -> None:
        """Adds many observations to a histogram."""
        if child in self.observed:
            self.observed[child] += values
        else:
            self.observed[child] = values

    def write(self) -> None:
        """Writes everything."""
        for child, amount in self.sums.items():
            if amount:
                child.inc(amount)
        for child, values in self.observed.items():
            if len(values) > 1 and _is_plain(child):
                marked = [value for value in values if (child, value) in self.marks] if self.marks else []
                _observe_all(child, [value for value in values if value not in marked] if marked else values)
                values = marked  # noqa: PLW2901 - what is left to be observed
            for value in values:
                self._observe(child, value)

    def _observe(self, child: Any, value: float) -> None:
        mark = self.marks.get((child, value)) if self.marks else None
        child.observe(value, mark)
        if mark is not None and is_on():
            # prometheus_client drops exemplars in this mode.
            exemplars().note_child(child, value, mark)


def exemplars() -> Any:
    """Where they are kept, loaded only when there are any."""
    from watchspec._internal.prefork import exemplars as module  # noqa: PLC0415 - see above

    return module


def _is_plain(child: Any) -> bool:
    """Whether the child is laid out as we know it; prometheus_client has no public way to observe many values."""
    return type(child) is Histogram and hasattr(child, "_buckets") and hasattr(child, "_sum")


def _observe_all(child: Any, values: list[float]) -> None:
    edges, buckets = child._upper_bounds, child._buckets  # noqa: SLF001 - as above
    child._sum.inc(sum(values))  # noqa: SLF001 - as above
    values = sorted(values)
    below = 0
    for edge, bucket in zip(edges, buckets, strict=True):
        reached = bisect_right(values, edge)
        if reached > below:
            bucket.inc(reached - below)
            below = reached
