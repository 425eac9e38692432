"""How far what vmalert records is from what Prometheus does, asked with the tests of what is recorded."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from watchspec_generators.vmalert.tests import is_short, played

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.vmalert.tests import Suite

_NEAR = re.compile(r"abs\((?P<share>(?P<name>[a-z0-9_:]+)\{.*\} / .* - 1)\) < bool .*")
_NOTHING = {"labels": '{asked="value"}', "value": 0}
"""No answer is like this one, so that every answer is told."""
_TOLD = re.compile(r'expr: "(?P<name>[a-z0-9_:]+)\{.*\n.*\n\s+got: (?P<answers>.*)')
_NUMBER = re.compile(r"\} ([-+.E0-9]+)")


def asking(suite: Suite) -> dict[str, Any]:
    """The test file for vmalert-tool, asking what share each recorded value is off; samples as Prometheus had them."""
    tests = [_asking(test) for test in suite.document["tests"] if is_short(test, suite.tick)]
    return {
        "rule_files": suite.document["rule_files"],
        "evaluation_interval": suite.document["evaluation_interval"],
        "group_eval_order": suite.groups,
        "tests": [test for test in tests if test["metricsql_expr_test"]],
    }


def _asking(test: Mapping[str, Any]) -> dict[str, Any]:
    found = ((_NEAR.fullmatch(value["expr"]), value["eval_time"]) for value in test.get("promql_expr_test", ()))
    asked = [{"expr": near["share"], "eval_time": at, "exp_samples": [_NOTHING]} for near, at in found if near]
    series = played(test["input_series"], 1)
    return {"name": test["name"], "interval": test["interval"], "input_series": series, "metricsql_expr_test": asked}


def told(output: str) -> dict[str, float]:
    """By the name of each recorded series, the share by which it is off most, from what vmalert-tool printed."""
    most: dict[str, float] = {}
    for found in _TOLD.finditer(output):
        off = max((abs(float(number)) for number in _NUMBER.findall(found["answers"])), default=1.0)
        most[found["name"]] = max(off, most.get(found["name"], 0.0))
    return most
