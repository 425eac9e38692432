"""Scores, and the list of mutants that nobody can notice."""

from __future__ import annotations

import pytest

from watchspec_generators.mutation.outcome import Fate, Misplaced, Outcome, excused, score, tally
from watchspec_generators.spec.shape import EquivalentMutant


def outcome(of: str, change: str, fate: Fate, reason: str | None = None) -> Outcome:
    """A mutant with a fate."""
    return Outcome(of, "threshold", change, ("alerts", 0), fate, reason)


KILLED, ALIVE, SAME = outcome("A", "k", "killed"), outcome("A", "s", "survived"), outcome("B", "e", "equivalent", "why")


def test_the_score_leaves_out_equivalents() -> None:
    """Killed ones among those that tests could notice."""
    assert score([KILLED, KILLED, KILLED, ALIVE, SAME]) == 0.75
    assert score([SAME]) == score([]) == 1.0


def test_fates_are_counted_by_mutator_and_by_what_was_broken() -> None:
    """Sorted by name."""
    assert tally([SAME, ALIVE, KILLED], "of") == {"A": {"survived": 1, "killed": 1}, "B": {"equivalent": 1}}
    assert tally([ALIVE, KILLED], "mutator") == {"threshold": {"survived": 1, "killed": 1}}


def test_a_listed_survivor_is_equivalent() -> None:
    """With the reason that the spec gives."""
    entry = EquivalentMutant(of="A", change="s", reason="cannot be seen")
    judged, wrong = excused([KILLED, ALIVE], [entry])
    assert [(one.fate, one.reason) for one in judged] == [("killed", None), ("equivalent", "cannot be seen")]
    assert wrong == []


@pytest.mark.parametrize(
    ("of", "change", "message"),
    [
        ("A", "x", "there is no mutant of A in which x"),
        ("A", "k", "the tests notice that k: it is not equivalent"),
        ("B", "e", "that e is known to be equivalent: why"),
    ],
)
def test_a_listed_mutant_must_survive(of: str, change: str, message: str) -> None:
    """An entry that is about nothing, about a killed mutant or about a proven one is wrong."""
    entries = [EquivalentMutant(of="A", change="s", reason="r"), EquivalentMutant(of=of, change=change, reason="r")]
    _, wrong = excused([KILLED, ALIVE, SAME], entries)
    assert wrong == [Misplaced(1, message)]
