"""The values that the incident's alerts are about."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.demo.readings import expression, gauges, read

if TYPE_CHECKING:
    from watchspec_generators.demo.plan import Plan

SERIES = "service_model:llm_errors:ratio_rate5s"


def _sample(model: str, value: str) -> dict[str, Any]:
    return {"metric": {"__name__": SERIES, "service": "checkout", "model": model}, "value": [0, value]}


def test_each_alert_has_a_gauge_in_its_own_unit(planned: Plan) -> None:
    """Series, limit and unit are those of the alert."""
    found = {gauge.alert: gauge for gauge in gauges(planned.monitoring, planned.injections)}
    high = found["LLMHighErrorRate"]
    assert (high.series, high.limit, high.shown(0.5), high.kind) == (SERIES, "> 5%", "50%", "errors")
    assert (found["LLMSlowFirstToken"].shown(2.5), found["LLMQualityDegradation"].limit) == ("2.5s", "< 0.7")


def test_one_query_asks_for_all(planned: Plan) -> None:
    """Alerts on the same series ask once."""
    asked = expression(planned.monitoring, gauges(planned.monitoring, planned.injections))
    assert asked.count(SERIES) == 1
    assert asked.endswith('service="checkout"}')


def test_a_value_is_found_by_its_labels(planned: Plan) -> None:
    """Of several models the one that the incident concerns is read; a missing value stays away."""
    looked_at = gauges(planned.monitoring, planned.injections)
    samples = [_sample("gpt-4o-mini", "0.1"), _sample("gpt-4o", "0.5"), _sample("gpt-4o", "0.6")]
    assert read(looked_at, samples) == {"LLMHighErrorRate": 0.5, "LLMErrorRateElevated": 0.5}
