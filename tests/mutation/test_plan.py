"""Which mutants meet which test, and in what company."""

from __future__ import annotations

from itertools import chain

from watchspec_generators.mutation.mutators import changes
from watchspec_generators.mutation.plan import BATCH, batches, trials
from watchspec_generators.mutation.suite import Suite
from watchspec_generators.mutation.types import Mutant


def suite(minutes: int) -> Suite:
    """One alert with a cheap test and a dear one."""
    tests = [
        {"name": name, "alert_rule_test": [{"eval_time": f"{after}m", "alertname": "A"}]}
        for name, after in (("dear", minutes), ("cheap", 5))
    ]
    file = {"rule_files": ["f.rules.yml"], "evaluation_interval": "1m", "tests": tests}
    rule = {"alert": "A", "expr": "a > 1 and b < 2", "for": "5m", "labels": {"x": "y"}}
    return Suite({"f.rules.yml": {"groups": [{"name": "g", "rules": [rule]}]}}, {"f.test.yml": file})


def test_every_mutant_meets_the_test_whose_turn_it_is() -> None:
    """The cheapest first; none is left out, and nobody's turn comes after the last."""
    found = suite(9)
    mutants = [Mutant(found.rules[0], change) for change in changes(found.rules[0])]
    for turn, name in enumerate(("cheap", "dear")):
        tried = [trial for _, trial in trials(found, mutants, turn)]
        assert [trial.entry.content["name"] for trial in tried] == [name]
        assert [*tried[0].mutants] == mutants
    assert trials(found, mutants, 2) == []


def test_what_is_too_dear_for_one_run_is_cut() -> None:
    """Into trials of about a batch; one mutant may cost more."""
    found = suite(2 * BATCH)
    mutants = [Mutant(found.rules[0], change) for change in changes(found.rules[0])]
    dear = trials(found, mutants, 1)
    assert [trial.mutants for _, trial in dear] == [(mutant,) for mutant in mutants]
    half = suite(BATCH // 4)
    tried = trials(half, [Mutant(half.rules[0], change) for change in changes(half.rules[0])], 1)
    assert {len(trial.mutants) for _, trial in tried[:-1]} == {2}
    assert all(cost <= BATCH for cost, _ in tried)


def test_batches_hold_every_trial_once_dear_ones_first() -> None:
    """And cheap ones share a run."""
    found = suite(9)
    mutant = Mutant(found.rules[0], next(iter(changes(found.rules[0]))))
    ((_, trial),) = trials(found, [mutant], 0)
    costs = [BATCH / 4] * 5 + [2.0 * BATCH]
    grouped = list(batches([(cost, trial) for cost in costs]))
    assert [len(batch) for batch in grouped] == [1, 4, 1]
    assert len(list(chain(*grouped))) == len(costs)
    assert list(batches([])) == []
