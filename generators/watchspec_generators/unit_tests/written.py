"""Unit tests as promtool reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.signals.playing import braced
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.unit_tests.types import Check, UnitTest, Value


def written(test: UnitTest, alert: str | None = None) -> Mapping[str, Any]:
    """The test; its checks are about `alert`."""
    content: dict[str, Any] = {
        "name": test.name,
        "interval": str(Duration(test.step)),
        "input_series": [{"series": series, "values": values} for series, values in test.series.items()],
    }
    if alert is not None and test.checks:
        content["alert_rule_test"] = [_check(alert, check) for check in test.checks]
    if test.values:
        content["promql_expr_test"] = [value_test(value) for value in test.values]
    return content


def _check(alert: str, check: Check) -> Mapping[str, Any]:
    firing = [{"exp_labels": dict(one.labels), "exp_annotations": dict(one.annotations)} for one in check.firing]
    return {"eval_time": str(Duration(check.at)), "alertname": alert, "exp_alerts": firing}


def value_test(value: Value) -> Mapping[str, Any]:
    """What an expression must give."""
    samples = [{"labels": braced(labels), "value": number} for labels, number in value.samples]
    return {"expr": value.expr, "eval_time": str(Duration(value.at)), "exp_samples": samples}
