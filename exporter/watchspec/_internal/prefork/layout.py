"""Which lines the merged metrics have, in the order of prometheus_client's own collector, and where their values are.

Made anew when files come, go or grow. In between, a scrape takes each file's values out by position and adds them up.
Sums are made in the same order too, one file after the other: what rounding does to them is the same.
"""

from __future__ import annotations

from itertools import chain
from math import isfinite
from operator import add, attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from watchspec._internal.prefork.slots import UnfamiliarError
from watchspec._internal.rendering.pace import paced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from watchspec._internal.prefork.slots import Labels, Slot, Slots
    from watchspec._internal.prefork.source import Source
    from watchspec._internal.rendering.pace import Pace

    Column = tuple[Source, Callable[[Any], tuple[float, ...]]]

CHUNK = 512
"""Samples merged between two looks at the clock."""
MANY = 4096
"""Samples put in order between two looks at the clock."""


GRID = 2.0**20
EXACT = 2.0**33
"""Sums of multiples of 1 / GRID are exact up to here: a double has 53 binary digits."""


class Sums:
    """Samples of one metric that are added up over all files; `groups` are the histograms among them, in lines."""

    __slots__ = ("_columns", "groups", "slots")

    def __init__(self, groups: Sequence[Sequence[Slot]]) -> None:
        self.groups = groups
        self.slots: list[Slot] = list(chain.from_iterable(groups))
        self._columns: list[Column] = []

    def found_in(self, source: Source, places: dict[Slot, int]) -> None:
        """Notes where a file has them; place 0, which holds 0.0, stands for those that it lacks."""
        where = [places.get(slot, 0) for slot in self.slots]
        if any(where):
            # One more, so that also a single value comes as a tuple; adding stops before it.
            self._columns.append((source, itemgetter(*where, 0)))

    def totals(self, pace: Pace) -> list[float]:
        """The sums as of the last reading."""
        totals = [0.0] * len(self.slots)
        for source, take in self._columns:
            totals = list(map(add, totals, take(source.doubles)))
            pace()
        return totals

    def rounded(self, pace: Pace) -> dict[Slot, float]:
        """The finite sums that may not be exact, and so may be others in another order."""
        on_grid = [True] * len(self.slots)
        for source, take in self._columns:
            on_grid = [known and (value * GRID).is_integer() for known, value in zip(on_grid, take(source.doubles))]  # noqa: B905 - as in totals
            pace()
        rows = zip(self.slots, self.totals(pace), on_grid, strict=True)
        return {slot: total for slot, total, exact in rows if isfinite(total) and not (exact and abs(total) < EXACT)}


class Picks:
    """Samples of a gauge of which one process's value is taken."""

    __slots__ = ("_mode", "_sources")

    def __init__(self, mode: str, slots: set[Slot], sources: Sequence[Source]) -> None:
        self._mode = mode.removeprefix("live")
        self._sources = [
            (source, [pair for pair in zip(source.slots, source.places, strict=True) if pair[0] in slots])
            for source in sources
        ]

    def picked(self, pace: Pace) -> dict[Slot, float]:
        """The values as of the last reading, each written as it is, also -0.0 and NaN."""
        values: dict[Slot, float] = {}
        times: dict[Slot, float] = {}
        for source, pairs in self._sources:
            doubles = source.doubles
            for slot, place in pairs:
                self._consider(slot, doubles[place], doubles[place + 1], values, times)
            pace()
        return values

    def _consider(
        self, slot: Slot, value: float, time: float, values: dict[Slot, float], times: dict[Slot, float]
    ) -> None:
        if self._mode == "mostrecent":
            if times.get(slot, 0.0) < time:
                values[slot] = value
                times[slot] = time
        elif (
            slot not in values
            or self._mode == "all"
            or (self._mode == "min" and value < values[slot])
            or (self._mode == "max" and value > values[slot])
        ):
            values[slot] = value


class Family:
    """One metric."""

    __slots__ = ("help", "kind", "name", "picks", "sums")

    def __init__(self, name: str, kind: str, text: str) -> None:
        self.name = name
        self.kind = kind
        self.help = text
        self.sums: list[Sums] = []
        self.picks: Picks | None = None


def arranged(sources: Sequence[Source], known: Slots, pace: Pace) -> list[Family]:
    """The metrics of these files.

    Raises:
        UnfamiliarError: they contradict each other.
    """
    order: dict[Slot, None] = {}
    families: dict[str, Family] = {}
    for source in sources:
        for start in range(0, len(source.slots), MANY):
            order.update(dict.fromkeys(source.slots[start : start + MANY]))
            pace()
        for name, text in source.helps.items():
            if families.setdefault(name, Family(name, source.kind, text)).kind != source.kind:
                raise UnfamiliarError(name)
    members: dict[str, list[Slot]] = {name: [] for name in families}
    for slot in paced(list(order), pace):
        members[slot.metric].append(slot)
    for name, family in families.items():
        of_kind = [source for source in sources if source.kind == family.kind]
        _fill(family, members[name], of_kind, known, pace)
    _locate(families, sources, pace)
    return list(families.values())


def _fill(family: Family, slots: list[Slot], sources: Sequence[Source], known: Slots, pace: Pace) -> None:
    if family.kind.startswith("gauge_") and not family.kind.endswith("sum"):
        family.picks = Picks(family.kind.removeprefix("gauge_"), set(slots), sources)
        return
    groups = _histograms(slots, known, pace) if family.kind == "histogram" else _by_labels(slots, pace)
    family.sums = [Sums(some) for some in _chunks(groups)]


def _by_labels(slots: list[Slot], pace: Pace) -> list[list[Slot]]:
    groups: dict[Labels, list[Slot]] = {}
    for slot in paced(slots, pace):
        groups.setdefault(slot.group, []).append(slot)
    return list(groups.values())


def _histograms(slots: list[Slot], known: Slots, pace: Pace) -> list[list[Slot]]:
    """Each with its sum, its buckets by their edge and its count; those without a sum come last."""
    sums = {slot.group: slot for slot in slots if slot.edge is None}
    buckets: dict[Labels, list[Slot]] = {group: [] for group in sums}
    for slot in paced(slots, pace):
        if slot.edge is not None:
            buckets.setdefault(slot.group, []).append(slot)
    groups = []
    for group, some in paced(list(buckets.items()), pace):
        some.sort(key=attrgetter("edge"))
        count = [known.count_of(some[0])] if some else []
        groups.append([*([sums[group]] if group in sums else []), *some, *count])
    return groups


def _chunks(groups: list[list[Slot]]) -> Iterator[list[list[Slot]]]:
    chunk: list[list[Slot]] = []
    size = 0
    for group in groups:
        chunk.append(group)
        size += len(group)
        if size >= CHUNK:
            yield chunk
            chunk, size = [], 0
    if chunk:
        yield chunk


def _locate(families: dict[str, Family], sources: Sequence[Source], pace: Pace) -> None:
    for source in sources:
        places = dict(zip(source.slots, source.places, strict=True))
        if len(places) != len(source.slots):
            raise UnfamiliarError(source.kind)  # the same sample twice, with another help text
        for name in source.helps:
            for some in families[name].sums:
                some.found_in(source, places)
                pace()
