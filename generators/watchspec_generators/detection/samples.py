"""promtool's notation taken apart, and put together again with gaps: samples between two evaluations."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_NUMBER = r"[0-9]+(?:\.[0-9]*)?(?:e[+-]?[0-9]+)?"
_RUN = re.compile(rf"(-?{_NUMBER})(?:([+-]{_NUMBER})?x([0-9]+))?")
_GAP = re.compile(r"_(?:x([0-9]+))?")


def spaced(notation: str, first: int, distance: int, kept: Sequence[int]) -> str:
    """Of the samples of `notation` those with the numbers `kept`, the nth at tick first + n * distance."""
    words, passed = [], 0
    for number, value in _chosen(notation, kept):
        tick = first + number * distance
        if tick > passed:
            words.append(f"_x{tick - passed}")
        words.append(value)
        passed = tick + 1
    return " ".join(words)


def _chosen(notation: str, kept: Sequence[int]) -> Iterator[tuple[int, str]]:
    begin, index = 0, 0
    for word in notation.split():
        gap, run = _GAP.fullmatch(word), _RUN.fullmatch(word)
        length = int(gap[1] or 1) if gap else int(run[3] or 0) + 1 if run else 1
        while index < len(kept) and kept[index] < begin + length:
            number, index = kept[index], index + 1
            if run:
                yield number, f"{float(run[1]) + float(run[2] or 0) * (number - begin):.12g}"
            elif not gap:
                yield number, word
        begin += length
