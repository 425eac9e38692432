"""Values of input series: read from promtool's notation, taken more often, gone on with, and written again."""

from __future__ import annotations

import re
from itertools import groupby, pairwise
from math import isclose
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Sample = float | Literal["stale"] | None
"""None: there is none at that time."""

_NUMBER = r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_WORD = re.compile(rf"(?P<first>{_NUMBER})(?P<growth>{_NUMBER})?(?:x(?P<times>\d+))?")
_ALIKE = 1e-6
"""Steps of a counter that differ by no more than such a share are alike: they were rounded when written."""
_HAIR = 2e-8
"""Growth that stands for none, as a share: promtool's additions round, and generated counters make up for that."""


def read(values: str) -> list[Sample]:
    """One sample after another; ValueError for what is not of numbers, such as histograms."""
    return [sample for word in values.split() for sample in _word(word)]


def _word(word: str) -> Iterator[Sample]:
    if word == "stale":
        yield "stale"
    elif word.startswith("_"):
        yield from [None] * (int(word[2:]) if word != "_" else 1)
    elif found := _WORD.fullmatch(word):
        first, growth = float(found["first"]), float(found["growth"] or 0.0)
        yield from (first + growth * times for times in range(int(found["times"] or 0) + 1))
    else:
        raise ValueError(f"{word!r} is no number, and no run of them")


def steady(samples: Sequence[Sample]) -> list[Sample]:
    """A counter that grows by nothing but a hair does not grow."""
    kept: list[Sample] = list(samples[:1])
    for before, after in pairwise(samples):
        still = isinstance(before, float) and isinstance(after, float) and _is_hair(before, after)
        kept.append(kept[-1] if still else after)
    return kept


def _is_hair(before: float, after: float) -> bool:
    return before <= after <= before + _HAIR * max(1.0, abs(before))


def finer(samples: Sequence[Sample], parts: int, *, grows: bool) -> list[Sample]:
    """`parts` samples for each: a counter that `grows` does so between two as well, all else stays until the next.

    At a turn it first goes on as before, so that what is new begins with the test's own sample.
    """
    if parts == 1 or not samples:
        return [*samples]
    found: list[Sample] = []
    before, after = [None, *samples[:-1]], [*samples[1:], None]
    for earlier, sample, later in zip(before, samples, after, strict=True):
        found.append(sample)
        if not isinstance(sample, float):
            found += [None] * (parts - 1)
        elif rise := _rise(earlier, sample, later) if grows else 0.0:
            found += [sample + rise * part / parts for part in range(1, parts)]
        else:
            found += [sample] * (parts - 1)
    return found


def _rise(earlier: Sample, sample: Sample, later: Sample) -> float:
    """From a sample to the next, and no more than from the one before."""
    if not (isinstance(earlier, float) and isinstance(sample, float) and isinstance(later, float)):
        return 0.0
    return max(0.0, min(later - sample, sample - earlier))


def longer(samples: Sequence[Sample], more: int) -> list[Sample]:
    """As many `more` samples: a series that grew evenly goes on growing, another stays; None after its end."""
    last, rise = samples[-1], 0.0
    if not isinstance(last, float):
        return [*samples, *[None] * more]
    newest = [sample for sample in samples[-3:] if isinstance(sample, float)]
    if len(newest) > 2 and isclose(newest[2] - newest[1], newest[1] - newest[0], rel_tol=_ALIKE):  # noqa: PLR2004
        rise = newest[2] - newest[1]
    return [*samples, *(last + rise * times for times in range(1, more + 1))]


def written(samples: Sequence[Sample]) -> str:
    """In the notation: runs of equal samples shortened, no growth, which the two programs add up differently."""
    return " ".join(_run(sample, len(list(equal))) for sample, equal in groupby(samples))


def _run(sample: Sample, times: int) -> str:
    if sample is None:
        return f"_x{times}"
    if sample == "stale":
        return " ".join(["stale"] * times)
    return f"{sample!r}+0x{times - 1}"
