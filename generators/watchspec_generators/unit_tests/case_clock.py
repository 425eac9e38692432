"""When samples are taken and rules evaluated in a hand-written case: about as often as where the rules are at work."""

from __future__ import annotations

from itertools import accumulate
from math import gcd
from typing import TYPE_CHECKING

from watchspec_generators.unit_tests.timing import LONGEST_STEP

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_FEWEST = 4
"""Samples in a window."""
_MOST = 1000
"""Samples in a case, if its shortest stretch allows it."""
_FINER, _NEAR = 8, 4
"""How many times as often as wanted, at most; how far from it a step may be that is there already."""
_CLEAR = 0.25
"""Least distance of a sample from a window's begin, in samples: Prometheus 3 leaves out one that is on it."""


def case_step(
    lengths: Sequence[int], window: int | None, usual: int, *, before: int = 0, taken: Iterable[int] = ()
) -> int:
    """Milliseconds between samples, and between evaluations, near `usual`; one that is `taken` already if that will do.

    Each of `lengths` (of stretches) is a whole number of steps, unless no sample would then stay clear of where the
    `window` begins; `window` None: nothing looks at a window. `before`: how long the past of the case is.
    """
    longest = min(*lengths, LONGEST_STEP, (window or LONGEST_STEP) // _FEWEST)
    wanted = max(1, min(longest, max(usual, (before + sum(lengths)) // _MOST)))
    common = gcd(*lengths)

    def fits(step: int) -> bool:
        return common % step == 0 and (window is None or _is_clear(window, step))

    near = [step for step in taken if fits(step) and wanted // _NEAR <= step <= min(longest, _NEAR * wanted)]
    found = near or [step for step in _divisors(common, max(1, wanted // _FINER), longest) if fits(step)]
    if not found:
        return next(step for step in range(wanted, 0, -1) if window is None or step == 1 or _is_clear(window, step))
    return min(found, key=lambda step: max(step, wanted) / min(step, wanted))


def boundaries(lengths: Sequence[int], step: int) -> list[int]:
    """Where each stretch ends, in steps from where the first begins."""
    return [max(index + 1, round(end / step)) for index, end in enumerate(accumulate(lengths))]


def _divisors(length: int, shortest: int, longest: int) -> Iterator[int]:
    parts = range(-(-length // longest), length // shortest + 1)
    return (length // part for part in parts if length % part == 0)


def _is_clear(window: int, step: int) -> bool:
    return _CLEAR <= window % step / step <= 1 - _CLEAR
