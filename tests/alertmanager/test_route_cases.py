"""Cases of routing: one for each alert and each label value that routes tell apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.alertmanager.route_cases import route_cases

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring


def told(monitoring: Monitoring) -> dict[str, tuple[str, ...]]:
    """Receivers by alert; the last case of each."""
    return {case.alert: case.receivers for case in route_cases(monitoring)}


def test_the_shipped_alerts_reach_their_people(shipped: Monitoring) -> None:
    """Pages, costs, warnings and the watchdog each go their own way."""
    reached = told(shipped)
    assert set(reached) == {alert.name for alert in shipped.alerts}
    named = {
        "LLMHighErrorRate": ("pagerduty_critical",),
        "LLMHighLatency": ("pagerduty_critical",),
        "LLMCostSpike": ("finance",),
        "LLMCostAnomaly": ("finance",),
        "LLMTelemetryAbsent": ("pagerduty_critical",),
        "Watchdog": ("dead_mans_switch",),
        "LLMAvailabilityErrorBudgetBurnFast": ("pagerduty_critical",),
        "LLMResponseTimeErrorBudgetBurnFast": ("pagerduty_critical",),
        **{f"LLM{name}ErrorBudgetBurnSlow": ("slack_ml_team",) for name in TICKETS},
        "LLMMonthlyBudgetUsed80Percent": ("finance",),
        "LLMMonthlyBudgetUsed100Percent": ("pagerduty_critical",),
        "LLMMonthlyBudgetOverrun": ("finance",),
        "LLMTeamDailyBudgetUsed100Percent": ("slack_ml_team",),
    }
    # All others are warnings.
    assert reached == {**dict.fromkeys(reached, ("slack_ml_team",)), **named}


TICKETS = ("Availability", "ResponseTime", "FirstToken", "GenerationSpeed", "AnswerQuality")


def test_labels_are_those_that_the_alert_carries(shipped: Monitoring) -> None:
    """Fixed labels, the alert's own, and a declared value for each label that splits it."""
    labels = {case.alert: dict(case.labels) for case in route_cases(shipped)}
    assert labels["LLMHighErrorRate"] == {
        "alertname": "LLMHighErrorRate",
        "service": "checkout",
        "signal": "error_ratio",
        "severity": "critical",
        "owner": "ml-platform",
        "model": "gpt-4o",
    }
    assert labels["LLMQualityDegradation"]["topic"] == "quality"
    assert labels["LLMCostSpike"]["owner"] == "finance"


def test_values_that_routes_ask_for_get_a_case_each(edited: Callable[..., Monitoring]) -> None:
    """A route for two models leaves three cases: each of them, and one beyond."""
    route = "- {name: models, match: {severity: critical, model: [gpt-4o, gpt-4o-mini]}, receiver: finance}\n    "
    monitoring = edited(("- name: pages", f"{route}- name: pages"))
    cases = {case.labels["model"]: case.receivers for case in route_cases(monitoring) if case.alert == "LLMHighLatency"}
    assert cases == {"gpt-4o": ("finance",), "gpt-4o-mini": ("finance",), "another": ("pagerduty_critical",)}


def test_an_alert_that_fires_without_data_comes_without_its_split(edited: Callable[..., Monitoring]) -> None:
    """Its second rule has a reason, and no model to name."""
    monitoring = edited(("severity: critical\n", "severity: critical\n    no_data: fire\n"))
    labels = [case.labels for case in route_cases(monitoring) if case.alert == "LLMHighErrorRate"]
    assert [("model" in each, each.get("reason")) for each in labels] == [(True, None), (False, "no_data")]


def test_a_raw_alert_is_routed_by_its_fixed_labels(edited: Callable[..., Monitoring]) -> None:
    """What its expression adds is not known."""
    raw = """- name: TooMany
    expr: up > 5
    severity: critical
    summary: too many
    description: too many
    runbook: stop some
    cases:
      - {name: six, series: {up: "6x5"}, at: 1m, fires: true}
      - {name: five, series: {up: "5x5"}, at: 1m, fires: false}

  - name: Watchdog"""
    monitoring = edited(("- name: Watchdog", raw))
    case = next(case for case in route_cases(monitoring) if case.alert == "TooMany")
    assert case.receivers == ("pagerduty_critical",)
    assert "signal" not in case.labels
