"""The files that promtool reads, of one mutant and of many side by side."""

from __future__ import annotations

from typing import Any

import pytest

from watchspec_generators.mutation.documents import alone, copied, number_in, separable, side_by_side, unbroken
from watchspec_generators.mutation.suite import Suite
from watchspec_generators.mutation.types import Change, Mutant

RULES: list[dict[str, Any]] = [
    {"record": "low", "expr": "up"},
    {"record": "high", "expr": "low * 2"},
    {"record": "other", "expr": "up"},
    {"alert": "A", "expr": "high > 1", "annotations": {"summary": "{{ with query `low{}` }}{{ end }} of lower"}},
    {"alert": "B", "expr": "other > 1"},
]
TEST: dict[str, Any] = {
    "name": "t",
    "input_series": [{"series": "up", "values": "1x9"}, {"series": 'low{of="others"}', "values": "5x9"}],
    "alert_rule_test": [{"eval_time": "5m", "alertname": "A"}, {"eval_time": "5m", "alertname": "B"}],
    "promql_expr_test": [{"eval_time": "5m", "expr": "low + 1"}, {"eval_time": "5m", "expr": "other"}],
}


def suite(*rules: dict[str, Any], test: dict[str, Any] = TEST) -> Suite:
    """One file of rules, one test."""
    file = {"rule_files": ["f.rules.yml"], "evaluation_interval": "1m", "tests": [test]}
    group = {"name": "g", "interval": "1m", "rules": list(rules)}
    return Suite({"f.rules.yml": {"groups": [group]}}, {"f.test.yml": file})


SUITE = suite(*RULES)
(ENTRY,) = SUITE.entries


def rules_of(documents: Any) -> list[dict[str, Any]]:
    """The rules of the only group."""
    (group,) = documents.rules[0]["groups"]
    assert (group["name"], group["interval"]) == ("g", "1m")
    return list(group["rules"])


def test_alone_holds_only_what_the_test_depends_on() -> None:
    """Rules that nobody asks for are left out, the group's own keys are not."""
    asking = {**TEST, "alert_rule_test": TEST["alert_rule_test"][1:], "promql_expr_test": []}
    lean = suite(*RULES, test=asking)
    documents = alone(lean, lean.entries[0])
    assert rules_of(documents) == [RULES[2], RULES[4]]
    assert documents.tests == {"evaluation_interval": "1m", "tests": [asking]}
    assert rules_of(alone(SUITE, ENTRY)) == RULES


@pytest.mark.parametrize("changed", [{"record": "high", "expr": "low * 3"}, None])
def test_alone_the_broken_rule_takes_the_place_of_the_whole_one(changed: dict[str, Any] | None) -> None:
    """Or is gone."""
    rules = rules_of(alone(SUITE, ENTRY, Mutant(SUITE.rules[1], Change("x", changed))))
    assert rules == [RULES[0], *([changed] if changed else []), *RULES[2:]]


def test_side_by_side_each_mutant_has_names_of_its_own() -> None:
    """It, what reads it, what is played under its name, and what is asked of it; the rest is shared."""
    mutants = [
        Mutant(SUITE.rules[1], Change("x", {"record": "high", "expr": "low * 3"})),
        Mutant(SUITE.rules[0], Change("x", None)),
        Mutant(SUITE.rules[4], Change("x", {"alert": "B", "expr": "other > 2"})),
    ]
    documents = side_by_side(SUITE, ENTRY, mutants)
    summary = RULES[3]["annotations"]["summary"]
    of_low = {"summary": summary.replace("query `low", "query `low__mutant_1")}
    assert rules_of(documents) == [
        RULES[0],
        RULES[1],
        {"record": "high__mutant_0", "expr": "low * 3"},
        {"record": "high__mutant_1", "expr": "low__mutant_1 * 2"},
        RULES[2],
        {"alert": "A__mutant_0", "expr": "high__mutant_0 > 1", "annotations": {"summary": summary}},
        {"alert": "A__mutant_1", "expr": "high__mutant_1 > 1", "annotations": of_low},
        {"alert": "B__mutant_2", "expr": "other > 2"},
    ]
    (test,) = documents.tests["tests"]
    assert test["input_series"] == [*TEST["input_series"], {"series": 'low__mutant_1{of="others"}', "values": "5x9"}]
    assert [check["alertname"] for check in test["alert_rule_test"]] == ["A__mutant_0", "A__mutant_1", "B__mutant_2"]
    assert [check["expr"] for check in test["promql_expr_test"]] == ["low__mutant_1 + 1"]


def test_namesakes_are_copied_together() -> None:
    """What reads one of two rules of a name may read the other."""
    twice = suite(RULES[0], {"record": "low", "expr": "up == 0", "labels": {"edge": "end"}}, *RULES[1:])
    found = copied(twice, twice.entries[0], twice.rules[0])
    assert [rule.name for rule in twice.rules if rule in found] == ["low", "low", "high", "A"]


def test_an_unbroken_rule_is_no_mutant() -> None:
    """Its copy says the same."""
    copies = rules_of(side_by_side(SUITE, ENTRY, [unbroken(SUITE.rules[4])]))[-1]
    assert copies == {"alert": "B__mutant_0", "expr": "other > 1"}


def test_a_failure_names_its_mutant() -> None:
    """In an alert's name or an expression."""
    assert number_in("    alertname: A__mutant_12, time: 5m") == 12
    assert number_in("    could not read the rules") is None


@pytest.mark.parametrize(
    ("rule", "expr", "apart"),
    [
        (RULES[4], "low", True),
        ({"alert": "B", "expr": "count(ALERTS)"}, "low", False),
        ({"alert": "B", "expr": 'count({__name__="low"})'}, "low", False),
        ({"alert": "B", "expr": "up", "annotations": {"summary": "{{ $labels.alertname }}"}}, "low", False),
        (RULES[4], "ALERTS", False),
        (RULES[4], 'count by (__name__) ({job="x"})', False),
    ],
)
def test_whoever_looks_at_names_is_tried_alone(rule: dict[str, Any], expr: str, apart: bool) -> None:
    """Under another name it would see something else."""
    asking = {**TEST, "promql_expr_test": [{"eval_time": "5m", "expr": expr}]}
    found = suite(*RULES[:4], rule, test=asking)
    assert separable(found, found.entries[0]) is apart
