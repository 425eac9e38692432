"""Mutants that are proven to do the same as the whole rule, and their neighbours that are not."""

from __future__ import annotations

import pytest

from watchspec_generators.mutation.equivalents import reason
from watchspec_generators.mutation.mutators import changes
from watchspec_generators.mutation.types import Change, Rule

LATE = "(day_of_month(x - 60) - day_of_week(x - 60) >= bool 25)"
WHOLE = 'sum(rate(w{job="a"}[5m]))'


def proven(expr: str, mutator: str, **content: object) -> list[str]:
    """The equivalent mutants of a mutator, by their words."""
    rule = Rule("f", 0, 0, {"record": "r", "expr": expr, **content})
    return [change.what for change in changes(rule) if change.mutator == mutator and reason(rule, change)]


@pytest.mark.parametrize(
    ("expr", "mutator", "expected"),
    [
        # A join demands the label of both sides.
        (
            'a{s="x"} > 1 and on (s) b{s="x"} >= 2',
            "matcher",
            ['s="x" of a was dropped', 's="x" of b was dropped'],
        ),
        ('a{s="x"} > 1 and on (s) b{s="y"} >= 2', "matcher", []),
        ('a{s="x"} > 1 and on (t) b{s="x"} >= 2', "matcher", []),
        # Without a list, all labels are joined.
        ('a{s="x"} > 1 and b{s="x"} >= 2', "matcher", ['s="x" of a was dropped', 's="x" of b was dropped']),
        ('a{s="x"} > 1 and ignoring (t) b{s="x"}', "matcher", ['s="x" of a was dropped', 's="x" of b was dropped']),
        ('a{s="x"} > 1 and ignoring (s) b{s="x"}', "matcher", []),
        ('label_replace(a{s="x"}, "t", "", "", "") and b{s="x"}', "matcher", [
            's="x" of a was dropped',
            's="x" of b was dropped',
        ]),
        ('label_replace(a{s="x"}, "s", "", "", "") and b{s="x"}', "matcher", []),
        ('c and (a{s="x"} / b)', "matcher", []),
        ('(c / d{s="x"}) and a{s="x"}', "matcher", ['s="x" of a was dropped']),
        ('a{s=~"x"} > 1 and on (s) b{s=~"x"} >= 2', "matcher", []),
        # Arithmetic with numbers keeps labels, as do calendars.
        ('(1 - a{s="x"}) / 0.1 > 3 and on (s) b{s="x"}', "matcher", [
            's="x" of a was dropped',
            's="x" of b was dropped',
        ]),
        ('2 ^ 2 / a{s="x"} + month(b{s="x"} + 60)', "matcher", [
            's="x" of a was dropped',
            's="x" of b was dropped',
        ]),
        ('max(timestamp(a{s="x"}) - a{s="x"})', "matcher", [
            's="x" of a was dropped',
            's="x" of a was dropped (2)',
        ]),
        ('(1 - a{s="x"}) / c and on (s) b{s="x"}', "matcher", ['s="x" of b was dropped']),
        # Twice 0.97 is less than any share whose burn is 6; 14.4 is met by 0.928.
        ("(1 - r:ratio_rate{}) / 0.005 > 6", "comparator", ["> 6 became >="]),
        ("(1 - r:ratio_rate) / 0.005 >= 6", "comparator", [">= 6 became >"]),
        ("(1 - r:ratio_rate) / 0.0050000000000000044 > 6", "comparator", []),
        ("(1 - r:count) / 0.005 > 6", "comparator", []),
        ("(2 - r:ratio_rate) / 0.005 > 6", "comparator", []),
        ("1 - r:ratio_rate > 6", "comparator", []),
        ("(1 - r:ratio_rate) / x > 6", "comparator", []),
        ("(1 - r:ratio_rate) / 0.005 > x", "comparator", []),
        ("(1 - r:ratio_rate) / 0.005 == 6", "comparator", []),
        ("(1 - r:ratio_rate) / 0.005 < 6", "comparator", []),
        ('a{s="x"} unless on (s) b{s="x"}', "matcher", ['s="x" of b was dropped']),
        ('a{s="x"} or b{s="x"}', "matcher", []),
        ('a{s="x"} or on (s) b{s="x"}', "matcher", []),
        ('a{s="x"}', "matcher", []),
        (
            'sum by (s) (rate(a{s="x"}[5m])) / on (s) (b{s="x"} or c{s="x"})',
            "matcher",
            ['s="x" of a was dropped', 's="x" of b was dropped', 's="x" of c was dropped'],
        ),
        ('sum(a{s="x"}) / on (s) b{s="x"}', "matcher", []),
        ('b{s="x"} / on (s) abs(sum by (s) (a{s="x"} unless c))', "matcher", ['s="x" of b was dropped']),
        ('a{s="x"} + on (s) label_replace(b, "s", "x", "", "")', "matcher", []),
        ('a{s="x"} and on (s, t) b{s="x"}', "grouping", [
            's was dropped from on (s, t) of a{s="x"} and on (s, t) b{s="x"}',
        ]),
        ('a{s="x"} and on (s, t) b{s="y"}', "grouping", []),
        ("a and on (s, t) b", "grouping", []),
        ("sum by (s) (a)", "grouping", []),
        # A quantile has no scale.
        (
            "histogram_quantile(0.9, sum by (le) (rate(a_bucket[5m])))",
            "function",
            [
                "sum became avg in sum by (le) (rate(a_bucket[5m]))",
                "rate became increase in rate(a_bucket[5m])",
            ],
        ),
        ("histogram_quantile(0.9, sum by (le) (rate(a_bucket[5m])) > 1)", "function", []),
        ("sum(rate(a[5m]))", "function", []),
        # A quantile is above zero.
        ("histogram_quantile(0.9, a) >= 0", "comparator", []),
        ("histogram_quantile(0.9, a) >= 0", "threshold", []),
        (
            "histogram_quantile(0.9, rate(llm_output_tokens_per_second_bucket[5m])) >= 0",
            "comparator",
            [">= 0 became >"],
        ),
        (
            "histogram_quantile(0.9, rate(llm_output_tokens_per_second_bucket[5m])) >= 0",
            "threshold",
            ["0 became 0.1", "0 became -0.1"],
        ),
        ("histogram_quantile(0.01, rate(llm_request_duration_seconds_bucket[5m])) > 0", "threshold", ["0 became -0.1"]),
        ("histogram_quantile(scalar(q), rate(llm_request_duration_seconds_bucket[5m])) >= 0", "comparator", []),
        ("histogram_quantile(0.9, rate(llm_request_duration_seconds_bucket[5m])) >= 0x0", "comparator", []),
        ("histogram_quantile(0.9, vector(1)) >= 0", "comparator", []),
        ("histogram_quantile(0.9, a) > b", "comparator", []),
        # What was there before is no news, however long the window.
        ("max_over_time(x[1h]) unless present_over_time(x[1h] offset 1h)", "window", [
            "the window of x[1h] was doubled",
        ]),
        ("max_over_time(x[1h]) unless present_over_time(x[1h] offset 2h)", "window", []),
        ("max_over_time(x[1h]) unless present_over_time(y[1h] offset 1h)", "window", []),
        ("max_over_time(x[1h]) unless present_over_time(x[1h])", "window", []),
        ("max_over_time(x[1h]) unless x offset 1h", "window", []),
        ("x unless present_over_time(x[1h] offset 1h)", "window", []),
        ("abs(x) unless present_over_time(x[1h] offset 1h)", "window", []),
        ("max_over_time(x[1h]) unless on (a) present_over_time(x[1h] offset 1h)", "window", []),
        ("max_over_time(x[1h])", "window", []),
        ("a >= 0", "comparator", []),
        ("a > b", "comparator", []),
        ("histogram_quantile(0.9, a) >= 1", "comparator", []),
        # Only presence is asked for.
        ("absent(count(a))", "function", ["count became sum in count(a)"]),
        ("a unless sum(b)", "function", ["sum became avg in sum(b)", "sum became max in sum(b)"]),
        ("a and on (x) (sum(rate(b[5m])) > 0)", "function", [
            "sum became avg in sum(rate(b[5m]))",
            "sum became max in sum(rate(b[5m]))",
            "rate became increase in rate(b[5m])",
        ]),
        ("a and (sum(b) > 0)", "function", []),
        ("a and (min(rate(b[5m])) > 0)", "function", ["rate became increase in rate(b[5m])"]),
        ("a and (sum(rate(b[5m])) > 1)", "function", []),
        ("a and (sum(rate(b[5m]) > 0) > 0)", "function", [
            "sum became avg in sum(rate(b[5m]) > 0)",
            "sum became max in sum(rate(b[5m]) > 0)",
            "rate became increase in rate(b[5m])",
        ]),
        ("a and clamp_min(b, 1)", "function", []),
        ("0 * max_over_time(b[5m])", "function", [
            "max_over_time became min_over_time in max_over_time(b[5m])",
            "max_over_time became avg_over_time in max_over_time(b[5m])",
        ]),
        ("sum(b) and a", "function", []),
        ("2 * sum(b)", "function", []),
        ("a and (sum(count(b) > 0) > 0)", "function", [
            "sum became avg in sum(count(b) > 0)",
            "sum became max in sum(count(b) > 0)",
        ]),
        # What fills in zeros has a divisor of its own.
        (f"(p or 0 * {WHOLE}) / ({WHOLE} > 0)", "window", [
            'the window of w{job="a"}[5m] was doubled',
        ]),
        (f"(p or 0 * {WHOLE}) / (other > 0)", "window", []),
        (f"(p or 0 * {WHOLE}) / ({WHOLE} < 0)", "window", []),
        (f"(p or 0 * {WHOLE}) / {WHOLE}", "window", []),
        (f"(p and 0 * {WHOLE}) / ({WHOLE} > 0)", "window", []),
        (f"(p or 1 * {WHOLE}) / ({WHOLE} > 0)", "window", []),
        (f"(p or 0 * {WHOLE}) * ({WHOLE} > 0)", "window", []),
        (f"(p or 0 * {WHOLE}) / ({WHOLE} > 0)", "matcher", ['job="a" of w was dropped']),
        (f"(p or 0 * {WHOLE}) / ({WHOLE} > 0)", "offset", []),
        # Only whole numbers are compared.
        ("month(x) > bool 3", "threshold", ["3 became 3.3"]),
        ("day_of_month(x) - 2 * day_of_week(x) >= bool 8", "threshold", ["8 became 7.27273"]),
        ("days_in_month(x) < 12", "threshold", []),
        ("count(x) <= 6", "threshold", ["6 became 6.6"]),
        ("month(x) == bool 3", "threshold", []),
        ("3 < month(x)", "threshold", []),
        ("month(x) + 0.5 > 3", "threshold", []),
        ("month(x) / 2 > 3", "threshold", []),
        ("x > 3", "threshold", []),
        # On the first of a month, the day is too small.
        (f"(month(x - 60) == bool 3) * {LATE}", "constant", ["60 became 66"]),
        (f"(month(x - 60) == bool 3) * ({LATE} * a)", "constant", []),
        (f"{LATE} * (month(x - 60) == bool 3)", "constant", ["60 became 66 (3)"]),
        (f"a * (month(x - 60) == bool 3) * {LATE}", "constant", ["60 became 66"]),
        (f"(month(x + 60) == bool 3) * {LATE.replace('-', '+', 1)}", "constant", ["60 became 54.5455"]),
        (f"(month(60 - x) == bool 3) * {LATE}", "constant", []),
        (f"(month(x - 60) == bool 3) + {LATE}", "constant", []),
        (f"(month(x - 60) == bool 3) * {LATE.replace('25', '1')}", "constant", []),
        (f"(month(x - 60) == bool 3) * {LATE.replace('>=', '<=')}", "constant", []),
        (f"(month(x - 60) == bool 3) * {LATE.replace('60', '90', 1)}", "constant", []),
        (f"(month(x - 60) == bool 3) * {LATE.replace('of_week', 'of_month')}", "constant", []),
        ("(month(x - 60) == bool 3) * (day_of_month(x - 60) + 9 >= bool 25)", "constant", []),
        ("month(x - 60)", "constant", []),
        ("month(60 * x) * a", "constant", []),
        ("2", "constant", []),
        # What is added to one side of `or` goes no further than the join around it.
        ('a{s="x"} - on (s) (b{s="x"} or on (s) c)', "matcher", ['s="x" of b was dropped']),
        ('a{s="x"} - on (s) (c or b{s="x"})', "matcher", ['s="x" of b was dropped']),
        ('a{s="x"} - on (s) (b{s="x"} or on (t) c)', "matcher", []),
        ('a - on (s) (b{s="x"} or on (s) c)', "matcher", []),
        ('(a{s="x"} * on (s) b) and c{s="x"}', "matcher", ['s="x" of c was dropped']),
        ('(a{s="x"} * on (t) b) and c{s="x"}', "matcher", []),
        # A number that is worked out is a number.
        ('a{s="x"} + b{s="x"} * (scalar(c) - time())', "matcher", [
            's="x" of a was dropped',
            's="x" of b was dropped',
        ]),
        ('clamp_min(a{s="x"}, 0) / b{s="x"}', "matcher", ['s="x" of a was dropped', 's="x" of b was dropped']),
    ],
)  # fmt: skip
def test_equivalents_are_proven_and_nothing_else(expr: str, mutator: str, expected: list[str]) -> None:
    """Exactly the mutants that can't be noticed."""
    assert proven(expr, mutator) == expected


def test_a_label_that_the_series_carries() -> None:
    """An alert's own label is not missed if each series has it anyway, with the same value."""
    content = {"alert": "A", "labels": {"service": "x", "team": "y"}}
    assert proven('a{service="x"} > 1', "label", **content) == ["label service: x was dropped"]
    assert proven('a{service="z"} > 1', "label", **content) == []
    assert proven('a{service="x"} or b', "label", **content) == []


def test_a_value_that_nobody_sees() -> None:
    """`vector(1)` may be any number, unless a text shows it."""
    hidden = {"alert": "A", "annotations": {"summary": "works"}}
    assert len(proven("vector(1)", "constant", **hidden)) == 2
    assert proven("vector(1)", "constant", **{**hidden, "annotations": {"summary": "{{ $value }}"}}) == []
    assert proven("vector(1)", "constant") == []
    assert proven("vector(1) + 0", "constant", **hidden) == []


def test_a_removed_rule_is_not_equivalent() -> None:
    """There is nothing to prove about it."""
    assert reason(Rule("f", 0, 0, {"record": "r", "expr": "a"}), Change("gone", None, None, "removed")) is None
