"""Each mutator on a small rule: what it makes of it, in which words, and that it is PromQL."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import promql_parser
import pytest

from watchspec_generators.mutation.mutators import changes, mutator_names
from watchspec_generators.mutation.rules import mutants, suite_of
from watchspec_generators.mutation.types import Rule
from watchspec_generators.pipeline import generate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring

EXPRESSIONS = {
    "comparator": ("a > 1 and b == 2", ["a < 1 and b == 2", "a >= 1 and b == 2", "a > 1 and b != 2"]),
    "threshold": ("a > 0 or 5 < b", ["0.1", "-0.1", "5.5", "4.54545454545", "50", "0.5"]),
    "constant": (
        "histogram_quantile(0.9, a) - 0x1F + NaN > 1 / 0",
        ["histogram_quantile(0.99, a)", "histogram_quantile(0.818181818182, a)", "1.1 / 0", "1 / 0.1", "1 / -0.1"],
    ),
    "matcher": (
        'a{x="1",y!="2"} + {z=~"3"} + b{w!~"4",}',
        ['a{y!="2"}', 'a{x!="1",y!="2"}', 'a{x="1"}', 'a{x="1",y="2"}', "b{}", 'b{w=~"4",}'],
    ),
    "grouping": (
        "sum by (x, y) (a) / on (x) group_left (z) b",
        ["sum by (y) (a)", "sum by (x) (a)", "/ on () group_left (z) b", "/ on (x) group_left () b"],
    ),
    "window": ("rate(a[5m]) + sum_over_time(b[1h:1m])", ["a[2m30s]", "a[10m]", "b[30m:1m]", "b[2h:1m]"]),
    "offset": ("a offset 1w / rate(b[5m] offset -1d)", ["a  / rate", "rate(b[5m] )"]),
    "branch": ("(a or b) and c unless d", ["(a or b) and c", "a) and c unless d", "(b) and c unless d", "c unless d"]),
    "function": ("sum(rate(a[5m])) + abs(min(b))", ["avg(rate", "max(rate", "increase(a", "abs(max(b", "abs(sum(b"]),
}
ALERT = {
    "alert": "A",
    "expr": "up == 0",
    "for": "5m",
    "keep_firing_for": "90s",
    "labels": {"severity": "critical"},
    "annotations": {"summary": "s"},
}


def broken(mutator: str, content: Mapping[str, Any]) -> dict[str, Any]:
    """What the mutator makes of a rule, by its words."""
    rule = Rule("f", 0, 0, content)
    return {change.what: change.rule for change in changes(rule) if change.mutator == mutator}


@pytest.mark.parametrize("mutator", EXPRESSIONS)
def test_expressions_are_broken_in_one_place(mutator: str) -> None:
    """As many mutants as expected, each another valid expression with the expected part in it."""
    text, parts = EXPRESSIONS[mutator]
    found = [rule["expr"] for rule in broken(mutator, {"record": "r", "expr": text}).values()]
    assert all(any(part in expr and part not in text for expr in found) for part in parts if part not in text), found
    assert text not in found
    for expr in found:
        promql_parser.parse(expr)


def test_a_removed_branch_leaves_the_other() -> None:
    """Either side of `or` and `and`, but only the left one of `unless`."""
    found = broken("branch", {"record": "r", "expr": "(a or b) and c unless d"})
    assert sorted(rule["expr"] for rule in found.values()) == [
        "(a or b) and c",
        "(a or b) unless d",
        "(a) and c unless d",
        "(b) and c unless d",
        "c unless d",
    ]


def test_how_long_an_alert_holds() -> None:
    """`for` and `keep_firing_for` go or double."""
    found = broken("holding", ALERT)
    assert {what: (rule.get("for"), rule.get("keep_firing_for")) for what, rule in found.items()} == {
        "for: 5m was dropped": (None, "90s"),
        "for: 5m was doubled": ("10m", "90s"),
        "keep_firing_for: 90s was dropped": ("5m", None),
        "keep_firing_for: 90s was doubled": ("5m", "3m"),
    }
    assert broken("holding", {"record": "r", "expr": "a"}) == {}


def test_labels_and_annotations() -> None:
    """Each is changed, and dropped."""
    found = broken("label", ALERT)
    assert [rule["labels"] for rule in found.values()] == [{"severity": "mutant"}, {}]
    found = broken("annotation", ALERT)
    assert [rule["annotations"] for rule in found.values()] == [{"summary": "s mutant"}, {}]


def test_the_rule_itself_goes() -> None:
    """Alerts and recording rules are told apart."""
    assert broken("removed", ALERT) == {"the alert was removed": None}
    assert broken("removed", {"record": "r", "expr": "a"}) == {"the recording rule was removed": None}


def test_same_words_are_numbered_and_same_mutants_come_once() -> None:
    """So that one can be named, and none is tried twice."""
    rule = Rule("f", 0, 0, {"record": "r", "expr": "a > 1 or a > 1"})
    found = [change.what for change in changes(rule) if change.mutator in ("comparator", "branch")]
    assert found == [
        "or a > 1 was removed",
        "> 1 became <",
        "> 1 became >=",
        "> 1 became < (2)",
        "> 1 became >= (2)",
    ]


def test_what_would_not_parse_is_left_out() -> None:
    """A selector needs a name or a matcher that asks for something."""
    assert broken("matcher", {"record": "r", "expr": '{x="1"}'}) == {}


def test_every_mutant_of_the_shipped_rules_parses_and_differs(shipped: Monitoring) -> None:
    """Whatever is broken about whatever rule, Prometheus can still load it; and no mutator is idle."""
    found = mutants(suite_of(generate(shipped)))
    assert {mutant.change.mutator for mutant in found} == set(mutator_names())
    for mutant in found:
        assert mutant.change.rule != mutant.rule.content
        if mutant.change.rule is not None:
            promql_parser.parse(mutant.change.rule["expr"])
