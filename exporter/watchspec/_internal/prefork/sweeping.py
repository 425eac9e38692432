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
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from watchspec._internal.prefork.slots import Slot, Slots
    from watchspec._internal.rendering.pace import Pace

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
                pace()

    def _publish(self, kind: str, new: list[Path], known: Slots, rounded: Mapping[Slot, float], pace: Pace) -> None:
        merged = self._folder / f"{kind}_{MERGED}.db"
        counts = _Counts(kind)
        for path in (merged, *new):
            with suppress(FileNotFoundError):
                content = path.read_bytes()
                pace()
                counts.add(content, known, pace)
        if not kind.startswith("gauge_"):
            files = sum(name.startswith(f"{kind}_") for name in names_in(self._folder))
            counts.raise_rounded(known, rounded, files, pace)
        draft = self._folder / f"watchspec_{kind}.tmp"
        content = content_of(counts.rows(pace), (path.name for path in new))
        pace()
        draft.write_bytes(content)
        draft.replace(merged)
        pace()


class _Counts:
    """What some files of one kind have counted together; as a reader would merge them, one after the other."""

    def __init__(self, kind: str) -> None:
        self._kind = kind
        # Two of single numbers, because the garbage collector looks at tuples.
        self._values: dict[bytes, float] = {}
        self._times: dict[bytes, float] = {}

    def add(self, content: bytes, known: Slots, pace: Pace) -> None:
        """Adds a file; of a damaged one what comes before the damage, which is all that was shown."""
        with suppress(DamagedError, ValueError):
            for number, (key, value, moment) in enumerate(pairs_of(content)):
                known.named(self._kind, MERGED, key)
                if key not in self._values or self._is_over(key, value, moment):
                    self._values[key], self._times[key] = value, moment
                elif not self._kind.startswith("gauge_") or self._kind == "gauge_sum":
                    self._values[key] += value
                if not number % ITEMS:
                    pace()

    def _is_over(self, key: bytes, value: float, moment: float) -> bool:
        if self._kind == "gauge_mostrecent":
            return self._times[key] < moment
        before = self._values[key]
        return (self._kind == "gauge_min" and value < before) or (self._kind == "gauge_max" and value > before)

    def raise_rounded(self, known: Slots, rounded: Mapping[Slot, float], files: int, pace: Pace) -> None:
        """A little, since adding up in another order might give less than was shown: a counter must not go down."""
        for key in paced(list(self._values), pace):
            value = self._values[key]
            total = rounded.get(known.named(self._kind, MERGED, key))
            if value and total is not None and math.isfinite(total):
                self._values[key] = value + 4 * files * math.ulp(max(abs(value), abs(total)))

    def rows(self, pace: Pace) -> Iterator[tuple[bytes, float, float]]:
        """All of it."""
        for key in paced(list(self._values), pace):
            yield key, self._values[key], self._times[key]


def merged_already(folder: Path, kind: str) -> list[str]:
    """Names of files that are in the merged one and may still be there."""
    try:
        return merged_in((folder / f"{kind}_{MERGED}.db").read_bytes())
    except OSError:
        return []


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
