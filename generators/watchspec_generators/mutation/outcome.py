"""What became of the mutants, and the score."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.tree import Path

Fate = Literal["killed", "survived", "equivalent"]
FATES: tuple[Fate, ...] = ("killed", "survived", "equivalent")


@dataclass(frozen=True, slots=True)
class Outcome:
    """A mutant and its fate. `of` is what was broken, `path` where the spec asks for it."""

    of: str
    mutator: str
    change: str
    path: Path
    fate: Fate
    reason: str | None = None
    """Why it is equivalent."""


@dataclass(frozen=True, slots=True)
class Misplaced:
    """An entry of `equivalent_mutants` that is wrong, by its number in the list."""

    index: int
    message: str


def tally(outcomes: Iterable[Outcome], by: str) -> Mapping[str, Counter[Fate]]:
    """How many of each fate, by the named attribute of outcomes, sorted."""
    found: dict[str, Counter[Fate]] = {}
    for outcome in outcomes:
        found.setdefault(getattr(outcome, by), Counter())[outcome.fate] += 1
    return dict(sorted(found.items()))


def score(outcomes: Sequence[Outcome]) -> float:
    """Share of killed mutants among those that are not equivalent; 1 if there are none."""
    counts = Counter(outcome.fate for outcome in outcomes)
    judged = counts["killed"] + counts["survived"]
    return counts["killed"] / judged if judged else 1.0


def excused(
    outcomes: Iterable[Outcome], listed: Sequence[shape.EquivalentMutant]
) -> tuple[list[Outcome], list[Misplaced]]:
    """The outcomes with listed survivors taken for equivalent, and what is wrong with the list."""
    reasons = {(entry.of, entry.change): entry.reason for entry in listed}
    judged, fates = [], {}
    for outcome in outcomes:
        key = (outcome.of, outcome.change)
        fates[key] = outcome
        if outcome.fate == "survived" and key in reasons:
            judged.append(replace(outcome, fate="equivalent", reason=reasons[key]))
        else:
            judged.append(outcome)
    wrong = [(index, _complaint(entry, fates.get((entry.of, entry.change)))) for index, entry in enumerate(listed)]
    return judged, [Misplaced(index, message) for index, message in wrong if message]


def _complaint(entry: shape.EquivalentMutant, outcome: Outcome | None) -> str | None:
    if outcome is None:
        return f"there is no mutant of {entry.of} in which {entry.change}"
    if outcome.fate == "killed":
        return f"the tests notice that {entry.change}: it is not equivalent"
    if outcome.fate == "equivalent":
        return f"that {entry.change} is known to be equivalent: {outcome.reason}"
    return None
