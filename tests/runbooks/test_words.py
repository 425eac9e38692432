"""What alerts say about themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from watchspec_generators.runbooks import words
from watchspec_generators.spec.shape import Meanings, Severities

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import AnyAlert, Monitoring

    Edited = Callable[..., Monitoring]

START, END = "  - name: LLMHighErrorRate", "  - name: LLMErrorRateElevated"
RAW = """  - name: LLMHighErrorRate
    expr: 'up{job="checkout"} == 0'
    for: 5m
    severity: critical
    summary: "{instance} of {service} is down for {for}"
    runbook: Start it.
    cases:
      - name: down
        series: {'up{job="checkout",instance="a"}': "0x20"}
        at: 15m
        fires: true
        labels: {job: checkout, instance: a}
        value: 0
      - name: up
        series: {'up{job="checkout",instance="a"}': "1x20"}
        at: 15m
        fires: false

"""
UNTESTED = ("tests:\n", "dashboards:\n", "")
"""Time tests and promises of detection name alerts that a test takes away."""
ABSENCE, AFTER_ABSENCE = "  - name: LLMTelemetryAbsent", "  - name: Watchdog"


def alert(monitoring: Monitoring, name: str) -> AnyAlert:
    """The alert of that name."""
    return next(alert for alert in monitoring.alerts if alert.name == name)


def test_fixed_words_are_filled_in(shipped: Monitoring) -> None:
    """What is known beforehand is written out, what each case brings keeps its name."""
    high = alert(shipped, "LLMHighErrorRate")
    assert words.told(shipped, high, high.summary) == "<value> of calls to <model> fail (limit 5%)"
    assert words.told(shipped, high, "{service} {window} {for}") == "checkout 5m 5m"


def test_when_it_fires(shipped: Monitoring) -> None:
    """Signal, split, side, threshold, window and duration make one clause; events state what holds."""
    told = {each.name: words.fires(each) for each in shipped.alerts}
    assert told["LLMHighErrorRate"] == "when error_ratio, by model, is above 5% over 5m, and stays so for 5m"
    assert told["LLMQualityDegradation"] == (
        "when quality_mean is below 0.7 over 1h, at 95% confidence, and stays so for 15m"
    )
    assert told["LLMTelemetryAbsent"].startswith("once this has held for 10m: Prometheus has no sample")
    assert told["Watchdog"].startswith("while this holds: Always true")


def test_a_raw_alert(edited: Edited) -> None:
    """An alert on raw PromQL is described as far as its spec goes."""
    monitoring = edited((START, END, RAW), UNTESTED)
    raw = alert(monitoring, "LLMHighErrorRate")
    assert words.fires(raw) == "when its expression has a result, and stays so for 5m"
    assert words.told(monitoring, raw, raw.summary) == "<instance> of checkout is down for 5m"
    assert words.floor(raw) is None
    assert words.without_data(monitoring, raw) == "as its expression says"


def test_least_traffic(shipped: Monitoring, edited: Edited) -> None:
    """The floor is told in what it counts, and not at all where there is none."""
    told = {each.name: words.floor(each) for each in shipped.alerts}
    assert told["LLMHighErrorRate"] == "at least 20 calls in 5m"
    assert told["LLMCostSpike"] == "at least $5 in 1h"
    assert told["LLMQualityDegradation"] == "at least 20 judged answers in 1h"
    assert told["Watchdog"] is None
    assert words.floor(alert(edited(("floor: $5", "floor: $0")), "LLMCostSpike")) is None


def test_without_data(shipped: Monitoring, edited: Edited) -> None:
    """Silence is explained: who speaks instead, or that nobody does."""
    told = {each.name: words.without_data(shipped, each) for each in shipped.alerts}
    assert told["LLMHighErrorRate"] == "stays quiet; LLMTelemetryAbsent speaks then"
    assert told["LLMTelemetryAbsent"] == "needs no data: it speaks about its absence"
    assert told["Watchdog"] == "needs no data"
    alone = edited((ABSENCE, AFTER_ABSENCE, ""), UNTESTED)
    assert words.without_data(alone, alert(alone, "LLMHighErrorRate")) == "stays quiet"
    firing = edited(("    severity: critical\n", "    no_data: fire\n    severity: critical\n"))
    assert words.without_data(firing, alert(firing, "LLMHighErrorRate")) == "fires, when no model has any"


def test_owner(shipped: Monitoring) -> None:
    """The owner comes with a way to reach them."""
    assert words.owner(shipped, alert(shipped, "LLMCostSpike")) == "finance (#llm-spend)"


def test_a_severity_with_and_without_its_meaning(shipped: Monitoring) -> None:
    """The policy's sentence follows the severity; a watchdog's severity has none, nor has one that nobody explains."""
    alerts = {alert.name: alert for alert in shipped.alerts}
    told = replace(shipped, severities=Severities(means=Meanings(page="Somebody acts at once, at any hour.")))
    assert words.severity(told, alerts["LLMHighErrorRate"]) == "critical: Somebody acts at once, at any hour."
    assert words.severity(told, alerts["LLMCostSpike"]) == "warning."
    assert words.severity(told, alerts["Watchdog"]) == "none."
    bare = replace(shipped, severities=Severities())
    assert words.severity(bare, alerts["LLMHighErrorRate"]) == "critical."
