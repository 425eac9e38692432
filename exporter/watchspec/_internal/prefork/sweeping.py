"""Workers that have died: what they counted is folded into one file, which then counts for them.

Done under the exclusive lock, in an order that leaves nothing out and nothing twice wherever it is broken off:
each file is renamed, so that a new process of the same id begins its own; the merged file, which names what is in
it, takes the place of the old one at once; only then the renamed files are deleted. Until then a reader takes those
that the merged file does not name.
"""

from __future__ import annotations

import math
import os
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from watchspec._internal.prefork.claims import Census
from watchspec._internal.prefork.mmaps import DamagedError, content_of, merged_in, pairs_of
from watchspec._internal.prefork.names import MERGEABLE, MERGED, dead_file, is_live, names_in, side_file, worker_file
from watchspec._internal.rendering.pace import ITEMS, paced

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from watchspec._internal.prefork.slots import Slot, Slots
    from watchspec._internal.rendering.pace import Pace

    Pairs = dict[bytes, tuple[float, float]]

AT_ONCE = 16
"""Processes merged in one go."""
BUDGET = 0.3
"""Seconds after which the next ones are left to the next scrape."""


class Sweep:
    """What is to be done in a directory."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def has_work(self) -> bool:
        """Whether a process has died, or merging was broken off."""
        names = names_in(self._folder)
        if any(map(dead_file, names)):
            return True
        census = Census(self._folder, names)
        return any(_is_over(path, census) for path in census.ended)

    def run(self, known: Slots, rounded: Mapping[Slot, float], pace: Pace) -> None:
        """Merges; the caller has the exclusive lock. `rounded` are the sums that are shown now and are not exact.

        Raises:
            OSError: the directory cannot be written; nothing is lost.
        """
        started = time.monotonic()
        while True:
            names = names_in(self._folder)
            census = Census(self._folder, names)
            over = [path for path in census.ended if _is_over(path, census)][:AT_ONCE]
            self._take_aside(names, {_process_of(path) for path in over} - census.living)
            self._merge(known, rounded, pace)
            for path in over:
                # The claim last: it tells that the rest is of the dead.
                path.with_suffix(".exemplars").unlink(missing_ok=True)
                path.unlink(missing_ok=True)
            if len(over) < AT_ONCE or time.monotonic() - started > BUDGET:
                return

    def _take_aside(self, names: Iterable[str], dead: set[str]) -> None:
        for name in names:
            named = worker_file(name)
            if named is None or named.process not in dead:
                continue
            path = self._folder / name
            with suppress(FileNotFoundError):
                if named.kind in MERGEABLE:
                    path.rename(self._folder / f"{named.kind}_{named.process}.{time.time_ns()}.dead")
                elif is_live(named.kind):
                    path.unlink()

    def _merge(self, known: Slots, rounded: Mapping[Slot, float], pace: Pace) -> None:
        waiting: dict[str, list[Path]] = {}
        for name in sorted(names_in(self._folder)):
            named = dead_file(name)
            if named:
                waiting.setdefault(named.kind, []).append(self._folder / name)
        for kind, paths in waiting.items():
            included = merged_already(self._folder, kind)
            new = [path for path in paths if path.name not in included]
            if new:
                self._publish(kind, new, known, rounded, pace)
            for path in paths:
                path.unlink(missing_ok=True)

    def _publish(self, kind: str, new: list[Path], known: Slots, rounded: Mapping[Slot, float], pace: Pace) -> None:
        pairs: Pairs = {}
        merged = self._folder / f"{kind}_{MERGED}.db"
        for path in (merged, *new):
            with suppress(FileNotFoundError):
                _add(pairs, path.read_bytes(), kind, known, pace)
        if not kind.startswith("gauge_"):
            files = sum(name.startswith(f"{kind}_") for name in names_in(self._folder))
            for key, (value, moment) in paced(list(pairs.items()), pace):
                total = rounded.get(known.named(kind, MERGED, key)[0])
                if value and total is not None:
                    pairs[key] = (_never_less(value, total, files), moment)
        draft = self._folder / f"watchspec_{kind}.tmp"
        rows = ((key, *pair) for key, pair in paced(list(pairs.items()), pace))
        draft.write_bytes(content_of(rows, (path.name for path in new)))
        draft.replace(merged)


def merged_already(folder: Path, kind: str) -> list[str]:
    """Names of files that are in the merged one and may still be there."""
    try:
        return merged_in((folder / f"{kind}_{MERGED}.db").read_bytes())
    except OSError:
        return []


def _add(pairs: Pairs, content: bytes, kind: str, known: Slots, pace: Pace) -> None:
    with suppress(DamagedError, ValueError):  # what comes before the damage is all that was shown
        for number, (key, value, moment) in enumerate(pairs_of(content)):
            known.named(kind, MERGED, key)
            before = pairs.get(key)
            pairs[key] = (value, moment) if before is None else _combined(kind, before, (value, moment))
            if not number % ITEMS:
                pace()


def _combined(kind: str, one: tuple[float, float], other: tuple[float, float]) -> tuple[float, float]:
    """As a reader would merge two files, the first one before the other."""
    if kind == "gauge_mostrecent":
        return other if one[1] < other[1] else one
    if kind == "gauge_min":
        return other if other[0] < one[0] else one
    if kind == "gauge_max":
        return other if other[0] > one[0] else one
    return (one[0] + other[0], 0.0)


def _never_less(value: float, total: float, files: int) -> float:
    """A little more, since adding up in another order might give less than was shown: a counter must not go down."""
    return value + 4 * files * math.ulp(max(abs(value), abs(total)))


def _process_of(claim: Path) -> str:
    named = side_file(claim.name)
    return named.process if named else ""


def _is_over(claim: Path, census: Census) -> bool:
    """Whether nobody can be writing for this claim: its id is another living claim's, or nobody's at all."""
    process = _process_of(claim)
    if process in census.living:
        return True
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return True
    except OSError:
        return False
    return False
