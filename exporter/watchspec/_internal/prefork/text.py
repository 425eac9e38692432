"""The merged metrics as text, in one format: what has not changed since the last scrape is not written again."""

from __future__ import annotations

from itertools import islice, pairwise
from typing import TYPE_CHECKING

from prometheus_client.metrics_core import Metric

from watchspec._internal.rendering.client import END, ZERO, end_of, number_text, written

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from watchspec._internal.prefork.layout import Family, Layout, Sums
    from watchspec._internal.prefork.slots import Slot
    from watchspec._internal.rendering.client import Encoder
    from watchspec._internal.rendering.pace import Pace

    Marks = Mapping[Slot, str]

LEARN = 32
"""Lines learnt between two looks at the clock."""


class Writer:
    """One format; not to be used by two threads at once."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder = encoder
        self._heads: dict[tuple[str, str, str], bytes] = {}
        self._prefixes: dict[Slot, str] = {}
        self._layout: Layout | None = None
        self._texts: dict[Sums, _Lines | _Histograms] = {}
        self.has_exemplars = end_of(encoder) == END

    def pieces(self, layout: Layout, marks: Marks, pace: Pace) -> Iterator[bytes]:
        """The text of all, in pieces; `marks` are the exemplars, as the end of their lines."""
        if layout is not self._layout:
            self._layout, self._texts = layout, {}
            self._forget(layout)
        for family in layout.families:
            yield self._head(family)
            if family.picks:
                yield self._picked(family, family.picks.values, pace)
            for sums in family.sums:
                text = self._texts.get(sums)
                if text is None:
                    prefixes = self._prefixes_of(family, sums.slots, pace)
                    kind = _Histograms if family.kind == "histogram" else _Lines
                    text = self._texts[sums] = kind(sums, prefixes)
                yield text.written(sums.totals, marks)
                pace()

    def _forget(self, layout: Layout) -> None:
        """Drops what is kept of samples that are gone, once it is more than of those that are not."""
        present = [slot for family in layout.families for sums in family.sums for slot in sums.slots]
        if len(self._prefixes) > 2 * len(present) + LEARN:
            self._prefixes = {slot: self._prefixes[slot] for slot in present if slot in self._prefixes}
            self._heads = {}

    def _head(self, family: Family) -> bytes:
        key = (family.name, family.kind, family.help)
        found = self._heads.get(key)
        if found is None:
            found = self._heads[key] = written(self._encoder, [_bare(family)]).encode()
        return found

    def _picked(self, family: Family, values: Mapping[Slot, float], pace: Pace) -> bytes:
        prefixes = self._prefixes_of(family, values, pace)
        lines = zip(prefixes, values.values(), strict=True)
        return "".join([f"{prefix}{number_text(value)}\n" for prefix, value in lines]).encode()

    def _prefixes_of(self, family: Family, slots: Iterable[Slot], pace: Pace) -> list[str]:
        """What comes before each value."""
        unknown = iter([slot for slot in slots if slot not in self._prefixes])
        while some := list(islice(unknown, LEARN)):
            metric = _bare(family)
            for slot in some:
                metric.add_sample(slot.name, slot.labels, 0.0)
            text = written(self._encoder, [metric])
            lines = [line for line in text.split("\n") if line and not line.startswith("#")]
            self._prefixes.update(zip(some, (line.removesuffix(ZERO) for line in lines), strict=True))
            pace()
        return [self._prefixes[slot] for slot in slots]


def _bare(family: Family) -> Metric:
    return Metric(family.name, family.help, family.kind.partition("_")[0])


class _Lines:
    """Samples that have a line each."""

    __slots__ = ("_lines", "_prefixes", "_slots", "_tails", "_text", "_values")

    def __init__(self, sums: Sums, prefixes: list[str]) -> None:
        self._slots = sums.slots
        self._prefixes = prefixes
        self._values: list[float | None] = [None] * len(prefixes)
        self._tails = [""] * len(prefixes)
        self._lines = [""] * len(prefixes)
        self._text = b""

    def written(self, values: list[float], marks: Marks) -> bytes:
        """The lines with these values; equal ones are written alike, since a sum from 0.0 on is never -0.0."""
        tails = [marks.get(slot, "\n") for slot in self._slots] if marks else ["\n"] * len(values)
        if values != self._values or tails != self._tails:
            rows = zip(self._prefixes, values, self._values, tails, self._tails, self._lines, strict=True)
            self._lines = [
                line if value == was and tail == before else f"{prefix}{number_text(value)}{tail}"
                for prefix, value, was, tail, before, line in rows
            ]
            self._values, self._tails = [*values], tails
            self._text = "".join(self._lines).encode()
        return self._text


class _Histograms:
    """Samples of histograms; a whole one is written again if one of its values has changed."""

    __slots__ = ("_prefixes", "_spans", "_sums", "_tails", "_text", "_texts", "_values")

    def __init__(self, sums: Sums, prefixes: list[str]) -> None:
        self._sums = sums
        self._prefixes = prefixes
        ends = [0]
        for group in sums.groups:
            ends.append(ends[-1] + len(group))
        self._spans = list(pairwise(ends))
        self._values: list[float] = []
        self._tails: list[str] = []
        self._texts = [""] * len(self._spans)
        self._text = b""

    def written(self, values: list[float], marks: Marks) -> bytes:
        """The lines of all."""
        slots = self._sums.slots
        tails = [marks.get(slot, "\n") for slot in slots] if marks else ["\n"] * len(slots)
        if values != self._values or tails != self._tails:
            for at, (start, end) in enumerate(self._spans):
                if values[start:end] != self._values[start:end] or tails[start:end] != self._tails[start:end]:
                    self._texts[at] = self._one(start, end, values, tails)
            self._values, self._tails = values, tails
            self._text = "".join(self._texts).encode()
        return self._text

    def _one(self, start: int, end: int, values: list[float], tails: list[str]) -> str:
        reached = 0.0
        last, text = 0.0, "0.0"
        lines = []
        slots = self._sums.slots
        for at in range(start, end):
            if slots[at].edge is not None:
                reached += values[at]
            # Without an edge: the sum, if it comes first, else the count, which no file has.
            value = values[at] if slots[at].edge is None and at == start else reached
            if value != last:
                last, text = value, number_text(value)
            lines.append(f"{self._prefixes[at]}{text}{tails[at]}")
        return "".join(lines)
