"""Which mutants meet which test when, and how many of them at once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.mutation.documents import copied

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from watchspec_generators.mutation.suite import Entry, Suite
    from watchspec_generators.mutation.types import Mutant

BATCH = 20_000
"""Cost of one run of promtool, in evaluations of a rule: a second or two."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A test, and mutants that it may kill."""

    entry: Entry
    mutants: tuple[Mutant, ...]


def trials(suite: Suite, mutants: Iterable[Mutant], turn: int) -> list[tuple[float, Trial]]:
    """Each mutant with the test whose turn it is, none that costs more than a batch unless one mutant does."""
    by_entry: dict[Entry, list[Mutant]] = {}
    for mutant in mutants:
        watching = suite.watching(mutant.rule)
        if turn < len(watching):
            by_entry.setdefault(watching[turn], []).append(mutant)
    return [found for entry, tried in by_entry.items() for found in _cut(suite, entry, tried)]


def batches(found: Iterable[tuple[float, Trial]]) -> Iterator[list[Trial]]:
    """Dear trials first, each about a batch; cheap ones together."""
    batch: list[Trial] = []
    total = 0.0
    for cost, trial in sorted(found, key=lambda one: -one[0]):
        if batch and total + cost > BATCH:
            yield batch
            batch, total = [], 0.0
        batch.append(trial)
        total += cost
    if batch:
        yield batch


def _cut(suite: Suite, entry: Entry, mutants: Iterable[Mutant]) -> Iterator[tuple[float, Trial]]:
    shared = suite.cost(entry)
    chosen: list[Mutant] = []
    total = shared
    for mutant in mutants:
        cost = entry.evaluations * len(copied(suite, entry, mutant.rule))
        if chosen and total + cost > BATCH:
            yield total, Trial(entry, tuple(chosen))
            chosen, total = [], shared
        chosen.append(mutant)
        total += cost
    yield total, Trial(entry, tuple(chosen))
