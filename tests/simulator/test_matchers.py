"""Matchers on labels that are there or not, and how awkward values are shown."""

from __future__ import annotations

import pytest
from tests.simulator.conftest import config

from watchspec_generators.simulator.matchers import Matcher, quoted
from watchspec_generators.simulator.regexp import BadPattern, matches, parse


@pytest.mark.parametrize(
    ("operator", "value", "on_x", "on_nothing"),
    [
        ("=", "x", True, False),
        ("=", "", False, True),
        ("!=", "x", False, True),
        ("!=", "", True, False),
        ("=~", "x|y", True, False),
        ("=~", ".*", True, True),
        ("!~", "x", False, True),
        ("!~", ".+", False, True),
    ],
)
def test_a_missing_label_is_empty(operator: str, value: str, on_x: bool, on_nothing: bool) -> None:
    """All four operators, on a label with the value x and without it."""
    matcher = Matcher("a", operator, value)  # type: ignore[arg-type]  # the table holds plain texts
    assert (matcher.matches({"a": "x"}), matcher.matches({"b": "x"})) == (on_x, on_nothing)


def test_awkward_values_in_keys_of_groups() -> None:
    """As Go quotes them."""
    assert quoted('a"b\\\n\x07\x01 é\u2028\U000e0001') == r'"a\"b\\\n\a\x01 é\u2028\U000e0001"'
    key = config("route: {receiver: hook, group_by: ['...']}").route.group_key({"b": 'x"', "a": ""})
    assert key == r'{}:{a="", b="x\""}'


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("a)", "a group is closed that was not opened"),
        ("(" * 101 + ")" * 101, "more than 100 deep"),
        (r"\x{110000}", "is no character"),
        (r"\p{Greek}", "scripts can't be simulated"),
        ("((a{100}){100}|b){2}", "repetitions within repetitions"),
        (f"a{{{'9' * 5000}}}", "is no number of repetitions"),
    ],
)
def test_patterns_that_are_refused(pattern: str, message: str) -> None:
    """Beyond those of the vectors: Go's bounds, one of our own, and what can't be simulated."""
    with pytest.raises(BadPattern, match=message):
        parse(pattern)


def test_no_pattern_takes_for_ever() -> None:
    """Where a backtracking engine would try 2^1000 ways."""
    assert not matches(parse("(a*)*(a|a)*b"), "a" * 1000)


def test_lines() -> None:
    """With the flag m, ^ and $ also hold around line feeds."""
    assert matches(parse("a(?m)$\n^b"), "a\nb")
    assert not matches(parse("a$\n^b"), "a\nb")
