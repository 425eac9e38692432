"""Which alerts keep each other quiet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model import BudgetAlert
from watchspec_generators.runbooks.silences import Silence, silences

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

    Edited = Callable[..., Monitoring]

EQUAL = "    equal: [service, signal, model]"
PAIR = Silence("LLMHighErrorRate", "LLMErrorRateElevated", ("service", "signal", "model"))
BURNS = tuple(
    Silence(f"LLM{name}ErrorBudgetBurnFast", f"LLM{name}ErrorBudgetBurnSlow", ("service", "objective"))
    for name in ("ResponseTime", "Availability")
)


def of_signals(monitoring: Monitoring) -> tuple[Silence, ...]:
    """Those among alerts on signals; budgets have one of their own."""
    budgets = {alert.name for alert in monitoring.alerts if isinstance(alert, BudgetAlert)}
    return tuple(one for one in silences(monitoring) if not {one.source, one.target} & budgets)


def test_a_budgets_page_silences_its_tickets(shipped: Monitoring) -> None:
    """And not those of another budget."""
    equal = ("service", "budget", "team", "feature", "model")
    assert set(silences(shipped)) >= {
        Silence("LLMMonthlyBudgetUsed100Percent", "LLMMonthlyBudgetUsed80Percent", equal),
        Silence("LLMMonthlyBudgetUsed100Percent", "LLMMonthlyBudgetOverrun", equal),
    }
    assert "LLMTeamDailyBudgetUsed100Percent" not in {one.target for one in silences(shipped)}


def test_the_shipped_pair(shipped: Monitoring) -> None:
    """The page about failing calls silences the warning about them, each objective's page its ticket, nothing else."""
    assert of_signals(shipped) == (PAIR, *BURNS)


def test_fewer_equal_labels_silence_more(edited: Edited) -> None:
    """Without `signal` and `model`, every critical alert silences every warning of the service."""
    found = of_signals(edited((EQUAL, "    equal: [service]")))
    pages = {silence.source for silence in BURNS}
    assert {silence.source for silence in found} == {"LLMHighErrorRate", "LLMHighLatency", "LLMTelemetryAbsent", *pages}
    assert len({silence.target for silence in found}) == 22


def test_a_label_that_one_side_lacks(edited: Edited) -> None:
    """A missing label is empty and never equals a model's name."""
    found = of_signals(edited((EQUAL, "    equal: [service, model]")))
    pairs = {(silence.source, silence.target) for silence in found if "Burn" not in silence.source + silence.target}
    assert pairs == {
        ("LLMHighErrorRate", "LLMErrorRateElevated"),
        ("LLMHighErrorRate", "LLMSlowFirstToken"),
        ("LLMHighLatency", "LLMErrorRateElevated"),
        ("LLMHighLatency", "LLMSlowFirstToken"),
        ("LLMTelemetryAbsent", "LLMCostSpike"),
        ("LLMTelemetryAbsent", "LLMQualityDegradation"),
        ("LLMTelemetryAbsent", "LLMHighHallucinationRate"),
        ("LLMTelemetryAbsent", "LLMToxicAnswers"),
        ("LLMTelemetryAbsent", "LLMNegativeFeedback"),
        ("LLMTelemetryAbsent", "LLMPromptRegression"),
        ("LLMTelemetryAbsent", "LLMLabelOverflow"),
        ("LLMTelemetryAbsent", "LLMExporterErrors"),
        ("LLMTelemetryAbsent", "LLMCostAnomaly"),
        ("LLMTelemetryAbsent", "LLMExporterDown"),
        ("LLMTelemetryAbsent", "LLMPricesStale"),
        *(
            (page, ticket)
            for page in ("LLMHighErrorRate", "LLMHighLatency")
            for ticket in ("LLMRetriesAmplifying", "LLMInFlightGrowing", "LLMQuotaNearlyUsed", "LLMUnpricedCalls")
        ),
    }


def test_an_alert_that_matches_both_sides_is_not_silenced(edited: Edited) -> None:
    """As in Alertmanager, a source is no target of another source."""
    both = ("target: {severity: warning}", "target: {service: checkout}")
    assert all(
        silence.target != "LLMHighLatency" for silence in silences(edited(both, (EQUAL, "    equal: [service]")))
    )


def test_alerts_without_a_signal_do_not_silence_each_other(edited: Edited) -> None:
    """Raw alerts have no signal in common just because neither has one."""
    monitoring = edited(
        ("  - name: LLMHighLatency", "  - name: LLMSlowFirstToken", RAW.format(name="Down", severity="critical")),
        ("  - name: LLMSlowFirstToken", "  - name: LLMCostSpike", RAW.format(name="Shaky", severity="warning")),
        ("tests:\n", "dashboards:\n", ""),
    )
    assert of_signals(monitoring) == (PAIR, *BURNS)


RAW = """  - name: {name}
    expr: up == 0
    severity: {severity}
    summary: Down
    cases:
      - {{name: down, series: {{up: "0x9"}}, at: 5m, fires: true, value: 0}}
      - {{name: up, series: {{up: "1x9"}}, at: 5m, fires: false}}

"""


def test_no_inhibitions(edited: Edited) -> None:
    """A spec without inhibitions has no silences but those of its objectives."""
    assert of_signals(edited(("inhibit:", "receivers:", ""))) == BURNS
