"""Which lines the merged metrics have, in the order of prometheus_client's own collector, and where their values are.

Made anew when files come, go or grow. In between, a scrape takes each file's values out by position and adds them up.
Sums are made in the same order too, one file after the other: what rounding does to them is the same.
"""

from __future__ import annotations

from itertools import chain
from operator import add, attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from watchspec._internal.prefork.slots import UnfamiliarError
from watchspec._internal.rendering.pace import paced

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from watchspec._internal.prefork.slots import Labels, Slot, Slots
    from watchspec._internal.prefork.source import Source
    from watchspec._internal.rendering.pace import Pace

    Take = Callable[[Any], tuple[float, ...]]

CHUNK = 512
"""Samples merged between two looks at the clock."""
MANY = 4096
"""Samples put in order between two looks at the clock."""
GRID = 2.0**20
EXACT = 2.0**33
"""Sums of multiples of 1 / GRID are exact up to here: a double has 53 binary digits."""


class Sums:
    """Samples of one metric that are added up over all files; `groups` are the histograms among them, in lines."""

    __slots__ = ("groups", "slots", "totals")

    def __init__(self, groups: Sequence[Sequence[Slot]]) -> None:
        self.groups = groups
        self.slots: list[Slot] = list(chain.from_iterable(groups))
        self.totals: list[float] = []
        """The sums as of the last reading."""


class Picks:
    """Samples of a gauge of which one process's value is taken."""

    __slots__ = ("_mode", "_times", "values")

    def __init__(self, mode: str) -> None:
        self._mode = mode.removeprefix("live")
        self.begin()

    def begin(self) -> None:
        """For a new reading."""
        self.values: dict[Slot, float] = {}
        """As of the last reading; each is written as it is, also -0.0 and NaN."""
        self._times: dict[Slot, float] = {}

    def consider(self, slot: Slot, value: float, time: float) -> None:
        """Takes the value or leaves it."""
        values = self.values
        if self._mode == "mostrecent":
            if self._times.get(slot, 0.0) < time:
                values[slot] = value
                self._times[slot] = time
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
        is_picked = kind.startswith("gauge_") and not kind.endswith("sum")
        self.picks = Picks(kind.removeprefix("gauge_")) if is_picked else None
        self.sums: list[Sums] = []


class Layout:
    """The metrics of some files.

    Raises:
        UnfamiliarError: the files contradict each other.
    """

    def __init__(self, sources: Sequence[Source], known: Slots, pace: Pace) -> None:
        self._sources = sources
        self.families = _arranged(sources, known, pace)
        self._columns: dict[Source, list[tuple[Sums, Take]]] = {source: [] for source in sources}
        self._picked: dict[Source, list[tuple[Picks, Slot, int]]] = {source: [] for source in sources}
        by_name = {family.name: family for family in self.families}
        for source in sources:
            self._locate(source, by_name, pace)

    def _locate(self, source: Source, families: dict[str, Family], pace: Pace) -> None:
        places = dict(zip(source.slots, source.places, strict=True))
        if len(places) != len(source.slots):
            raise UnfamiliarError(source.kind)  # the same sample twice, with another help text
        for name in source.helps:
            for sums in families[name].sums:
                # Place 0, which holds 0.0, stands for samples that the file lacks.
                where = [places.get(slot, 0) for slot in sums.slots]
                if any(where):
                    # One more, so that also a single value comes as a tuple; adding stops before it.
                    self._columns[source].append((sums, itemgetter(*where, 0)))
                pace()
        for slot, place in places.items():
            picks = families[slot.metric].picks
            if picks is None:
                break  # a file has metrics of one kind
            self._picked[source].append((picks, slot, place))

    def read(self, pace: Pace) -> None:
        """Merges the values as they are now."""
        for family in self.families:
            if family.picks:
                family.picks.begin()
            for sums in family.sums:
                sums.totals = [0.0] * len(sums.slots)
        for source, doubles in self._read_each(pace):
            for sums, take in self._columns[source]:
                sums.totals = list(map(add, sums.totals, take(doubles)))
                pace()
            for picks, slot, place in paced(self._picked[source], pace):
                picks.consider(slot, doubles[place], doubles[place + 1])

    def rounded(self, pace: Pace) -> dict[Slot, float]:
        """The sums that may not be exact, and so may be others when they are made in another order."""
        self.read(pace)
        on_grid = {sums: [True] * len(sums.slots) for family in self.families for sums in family.sums}
        for source, doubles in self._read_each(pace):
            for sums, take in self._columns[source]:
                pairs = zip(on_grid[sums], take(doubles), strict=False)  # as above
                on_grid[sums] = [known and (value * GRID).is_integer() for known, value in pairs]
                pace()
        rounded: dict[Slot, float] = {}
        for sums, exact in on_grid.items():
            rows = zip(sums.slots, sums.totals, exact, strict=True)
            rounded |= {slot: total for slot, total, is_exact in rows if not (is_exact and abs(total) < EXACT)}
            pace()
        return rounded

    def _read_each(self, pace: Pace) -> Iterator[tuple[Source, memoryview[float]]]:
        """One file after the other, in the memory of one."""
        buffer = bytearray(max((source.size for source in self._sources), default=0))
        for source in self._sources:
            yield source, source.fill(buffer)
            pace()


def _arranged(sources: Sequence[Source], known: Slots, pace: Pace) -> list[Family]:
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
        if family.picks is None:
            groups = _histograms if family.kind == "histogram" else _by_labels
            family.sums = [Sums(some) for some in _chunks(groups(members[name], known, pace))]
    return list(families.values())


def _by_labels(slots: list[Slot], known: Slots, pace: Pace) -> list[list[Slot]]:
    del known
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
