"""The lines of one child: written anew only where a value is another object than at the last scrape.

Identity is exact where equality is not (0.0 == -0.0, NaN != NaN), and cheaper. Values are read without their lock:
each read is one attribute load, which is all that the lock would protect.
"""

from __future__ import annotations

from itertools import accumulate, islice
from operator import is_
from typing import TYPE_CHECKING, Any

from watchspec._internal.rendering.client import exemplar_text, number_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from prometheus_client.samples import Exemplar

UNREAD = object()
"""Is no value, so that the first reading is written."""


class Value:
    """The line of a gauge, or of a counter where the format has no exemplars."""

    __slots__ = ("_cell", "_line", "_prefix", "_value")

    def __init__(self, cell: Any, prefix: str) -> None:
        self._cell = cell
        self._prefix = prefix
        self._value: Any = UNREAD
        self._line = ""

    def text(self) -> str:
        """The line as of now."""
        value = self._cell._value  # noqa: SLF001 - as told above
        if value is not self._value:
            self._line = f"{self._prefix}{number_text(value)}\n"
            self._value = value
        return self._line


class Created:
    """The line that tells since when a child counts."""

    __slots__ = ("_child", "_line", "_prefix", "_value")

    def __init__(self, child: Any, prefix: str) -> None:
        self._child = child
        self._prefix = prefix
        self._value: Any = UNREAD
        self._line = ""

    def text(self) -> str:
        """The line as of now."""
        value = self._child._created  # noqa: SLF001 - prometheus_client has no public way to ask
        if value is not self._value:
            self._line = f"{self._prefix}{number_text(value)}\n"
            self._value = value
        return self._line


class Marked:
    """The line of a counter with its exemplar."""

    __slots__ = ("_cell", "_exemplar", "_line", "_prefix", "_tail", "_value")

    def __init__(self, cell: Any, prefix: str) -> None:
        self._cell = cell
        self._prefix = prefix
        self._value: Any = UNREAD
        self._exemplar: Exemplar | None = None
        self._tail = ""
        self._line = ""

    def text(self) -> str:
        """The line as of now."""
        value, exemplar = self._cell._value, self._cell._exemplar  # noqa: SLF001 - as told above
        if value is not self._value or exemplar is not self._exemplar:
            if exemplar is not self._exemplar:
                self._tail = exemplar_text(exemplar) if exemplar else ""
            self._line = f"{self._prefix}{number_text(value)}{self._tail}\n"
            self._value, self._exemplar = value, exemplar
        return self._line


class Buckets:
    """The lines of a histogram: buckets, count and, unless a bucket is below zero, sum."""

    __slots__ = ("_cells", "_exemplars", "_marked", "_prefixes", "_tails", "_text", "_values")

    def __init__(self, child: Any, prefixes: Sequence[str], *, marked: bool) -> None:
        buckets = child._buckets  # noqa: SLF001 - prometheus_client has no public way to ask
        self._cells = [*buckets, child._sum]  # noqa: SLF001 - as above
        self._marked = buckets if marked else []
        self._prefixes = prefixes
        self._values: list[Any] = [UNREAD] * len(self._cells)
        self._exemplars: list[Exemplar | None] = [None] * len(self._marked)
        self._tails = ["\n"] * len(prefixes)
        self._text = ""

    def text(self) -> str:
        """The lines as of now."""
        values = [cell._value for cell in self._cells]  # noqa: SLF001 - as told above
        exemplars = [cell._exemplar for cell in self._marked]  # noqa: SLF001 - as above
        marked = all(map(is_, exemplars, self._exemplars))
        if not (marked and all(map(is_, values, self._values))):
            if not marked:
                self._mark(exemplars)
            self._text = self._write(values)
            self._values, self._exemplars = values, exemplars
        return self._text

    def _mark(self, exemplars: list[Exemplar | None]) -> None:
        for at, (exemplar, known) in enumerate(zip(exemplars, self._exemplars, strict=True)):
            if exemplar is not known:
                self._tails[at] = f"{exemplar_text(exemplar) if exemplar else ''}\n"

    def _write(self, values: list[Any]) -> str:
        *counts, total = values
        texts: list[str] = []
        last, text = None, ""
        for reached in islice(accumulate(counts, initial=0.0), 1, None):
            if reached != last:  # sums from 0.0 on are never -0.0, so equal ones are written alike
                last, text = reached, number_text(reached)
            texts.append(text)
        texts += (text, number_text(total))
        # One prefix fewer than texts where there is no sum: zip leaves it out.
        written = zip(self._prefixes, texts, self._tails, strict=False)
        return "".join([f"{prefix}{text}{tail}" for prefix, text, tail in written])
