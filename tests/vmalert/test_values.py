"""Tests of watchspec_generators.vmalert.values."""

from __future__ import annotations

from typing import Any

from watchspec_generators.vmalert.tests import Suite
from watchspec_generators.vmalert.values import asking, told

TOLD = """
    expr: "one:a{service=\\"x\\"} / 2.0 - 1", time: 10m0s,
        exp: {asked="value"} 0E+00
        got: {service="x"} 6.6E-02, {service="y"} -7E-02
    expr: "one:a{service=\\"x\\"} / 2.0 - 1", time: 20m0s,
        exp: {asked="value"} 0E+00
        got: {service="x"} 1E-03
    expr: "one:b{service=\\"x\\"} / 2.0 - 1", time: 20m0s,
        exp: {asked="value"} 0E+00
        got: nil
"""


def value(expr: str) -> dict[str, Any]:
    """A value test of promtool's."""
    return {"expr": expr, "eval_time": "3m", "exp_samples": [{"labels": "{}", "value": 1}]}


def test_values_near_a_number_are_asked_for_how_near_they_are() -> None:
    """Those that must differ, or are no numbers, are no question."""
    near = value('abs(one:a{service="x"} / 2.0 - 1) < bool 0.02')
    others = [value('abs(one:a{service="x"} / 2.0 - 1) > bool 0.02'), value("one:a")]
    test = {"name": "one", "interval": "40s", "input_series": [{"series": "a", "values": "1x9"}]}
    tests = [{**test, "promql_expr_test": [near, *others]}, {**test, "promql_expr_test": others}, test]
    document = {"rule_files": [], "evaluation_interval": "20s", "tests": tests}
    (found,) = asking(Suite(document, []))["tests"]
    assert [asked["expr"] for asked in found["metricsql_expr_test"]] == ['one:a{service="x"} / 2.0 - 1']
    assert found["input_series"] == [{"series": "a", "values": "1.0+0x9"}]


def test_the_largest_distance_is_read_from_what_is_told() -> None:
    """Of all answers and times; no answer at all is off by everything."""
    assert told(TOLD) == {"one:a": 0.07, "one:b": 1.0}
