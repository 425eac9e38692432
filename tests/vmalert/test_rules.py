"""Tests of watchspec_generators.vmalert.rules."""

from __future__ import annotations

from watchspec_generators.vmalert.rules import apart


def test_a_rule_that_reads_another_is_evaluated_after_it() -> None:
    """By as many levels as there are rules in between; a series that two rules write is read after both."""
    rules = [
        {"record": "one:a", "expr": "a"},
        {"record": "one:b", "expr": "one:a + 1"},
        {"record": "one:c", "expr": "c"},
        {"record": "one:b", "expr": "c"},
        {"alert": "High", "expr": "one:b > 1"},
    ]
    parts = apart({"groups": [{"name": "own", "interval": "15s", "rules": rules}]})["groups"]
    names = [(part["name"], [rule.get("record") or rule["alert"] for rule in part["rules"]]) for part in parts]
    assert names == [("own 0", ["one:a", "one:c", "one:b"]), ("own 1", ["one:b"]), ("own 2", ["High"])]
    assert {part["interval"] for part in parts} == {"15s"}


def test_texts_that_show_a_value_are_left_out() -> None:
    """Values differ in their last digits; all other texts are compared."""
    texts = {"summary": "{{ $value }} is much", "description": "{{ $labels.model }} is slow"}
    rules = [{"alert": "A", "expr": "a", "annotations": texts}, {"alert": "B", "expr": "b"}]
    (part,) = apart({"groups": [{"name": "own", "rules": rules}]})["groups"]
    assert [rule.get("annotations") for rule in part["rules"]] == [{"description": texts["description"]}, None]
