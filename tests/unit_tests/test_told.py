"""Cases that the spec tells by hand, played by promtool."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.case_runs import failing_cases, spec_cases
from watchspec_generators.model.cases import CasePhase, SignalCase
from watchspec_generators.model.types import SignalAlert
from watchspec_generators.unit_tests.subject import subjects
from watchspec_generators.unit_tests.told import told_cases
from watchspec_generators.values import Duration
from watchspec_generators.values.case import Expected

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring
    from watchspec_generators.values.case import Outcome

pytestmark = pytest.mark.binary
MINUTE = Duration(60_000)
RAW = """
  - name: Queue
    expr: queue_length > 5
    severity: warning
    summary: "{value} wait"
    cases:
      - {name: long, series: {queue_length: 9x10}, at: 5m, fires: true, value: 9}
      - {name: short, series: {queue_length: 1x10}, at: 5m, fires: true}
      - {name: shorter, series: {queue_length: 1x3}, at: 3m, fires: false}

routing:
  receiver"""
CASES = """    cases:
      - {name: as it is, when: error_ratio is 8% for 10m, then: fires}
      - {name: too soon, when: error_ratio is 8% for 9m, then: fires within 5m1s}
      - {name: unlike, when: error_ratio is 8% for 10m, then: quiet}
      - {name: not yet, when: error_ratio is 1% for 10m with 90 calls, then: pending}
      - {name: ended, when: error_ratio is 8% for 10m then 0% for 20m, then: fires}
      - {name: nothing, when: no data for 10m, then: fires}
      - {name: for ever, when: error_ratio is 8% for 10m, then: resolves, labels: {model: other}}
"""
AFTER = "after a while"
AT_THE_END = "at the end error_ratio {} (limit: above 5%)"
PLENTY = "; traffic is 162 (floor: 20)"


def cases_of(alert: SignalAlert, monitoring: Monitoring) -> tuple[SignalCase, ...]:
    """Past the threshold for long, and just short of it."""
    subject = subjects(monitoring, alert)[0]
    held = alert.for_.milliseconds + subject.timing.onset - subject.timing.start
    whole = Duration(held + alert.window.milliseconds // 2 + 10 * MINUTE.milliseconds)
    told: tuple[tuple[str, float, Outcome], ...] = (
        ("past", subject.breach, "fires"),
        ("short of", subject.near_miss, "quiet"),
    )
    return tuple(
        SignalCase(title, alert.signal, (CasePhase(whole, value),), Expected(outcome), {}, "here")
        for title, value, outcome in told
    )


def test_shipped_alerts_on_thresholds(shipped: Monitoring, write: Callable[..., Path], promtools: list[Tool]) -> None:
    """Values just past it fire and just short of it don't, on signals of every kind, on both lines."""
    folder = write(shipped, "rules")
    of_signals = (alert for alert in shipped.alerts if isinstance(alert, SignalAlert) and alert.threshold is not None)
    # Those that look further back take promtool seconds each.
    alerts = [alert for alert in of_signals if alert.window.milliseconds <= 10 * MINUTE.milliseconds]
    told = replace(shipped, alerts=tuple(replace(alert, cases=cases_of(alert, shipped)) for alert in alerts))
    assert len(spec_cases(told)) == 2 * len(alerts)
    for promtool in promtools:
        assert failing_cases(promtool, folder / "rules", told) == {}


def test_a_value_on_a_limit(
    edited: Callable[..., Monitoring], write: Callable[..., Path], promtools: list[Tool]
) -> None:
    """Exactly the threshold is not past it, and an edge of a bucket is what it says, however numbers round."""
    alerts = {
        "LLMErrorRateElevated": ("error_ratio is 2% for 20m, then: quiet", "error_ratio is 2.01% for 20m, then: fires"),
        "LLMSlowFirstToken": ("ttft_p95 is 2s for 20m, then: quiet", "ttft_p95 is 5s for 20m, then: fires"),
        "LLMQuotaNearlyUsed": ("quota_remaining_ratio is 10% for 20m, then: quiet",),
    }
    edits = [
        (f"  - name: {name}\n", f"  - name: {name}\n    cases: [{', '.join(f'{{when: {case}}}' for case in cases)}]\n")
        for name, cases in alerts.items()
    ]
    monitoring = edited(*edits)
    folder = write(monitoring, "rules")
    chosen = {case.name for case in spec_cases(monitoring) if case.alert in alerts}
    for promtool in promtools:
        assert failing_cases(promtool, folder / "rules", monitoring, chosen.__contains__) == {}


def test_what_became_of_a_case(
    edited: Callable[..., Monitoring], write: Callable[..., Path], promtools: list[Tool]
) -> None:
    """What was expected, what there was, and when; of raw PromQL in promtool's words."""
    monitoring = edited(
        ("    cases:\n      - {when: error_ratio", "\n  - name: LLMErr", CASES), ("routing:\n  receiver", RAW)
    )
    folder = write(monitoring, "rules")
    chosen = {case.name for case in spec_cases(monitoring) if case.alert in ("LLMHighErrorRate", "Queue")}
    eight = AT_THE_END.format("is 8%") + PLENTY
    for promtool in promtools:
        failed = dict(failing_cases(promtool, folder / "rules", monitoring, chosen.__contains__))
        assert "got:[]" in failed.pop("Queue: short")
        words = {name.partition(": ")[2]: re.sub(r"after \S+?s?(?=[; ])", AFTER, told) for name, told in failed.items()}
        assert words == {
            "too soon": f"expected fires within 5m1s, but it fires {AFTER}; {eight}",
            "unlike": f"expected quiet, but it fires {AFTER}; {eight}",
            "not yet": f"expected pending, but it never fires; {AT_THE_END.format('is 1%')}; traffic is 45 (floor: 20)",
            "ended": f"expected fires, but it fires {AFTER} and ends again; {AT_THE_END.format('is 0%')}{PLENTY}",
            "nothing": f"expected fires, but it never fires; {AT_THE_END.format('has no value')}",
            "for ever": f"expected resolves, but it fires {AFTER}; {eight}",
        }


@pytest.mark.parametrize(
    ("alert", "case", "told"),
    [
        (
            "LLMToxicAnswers",
            "toxicity_ratio is 2% for 1h with 90 checks, then: fires",
            "at the end toxicity_ratio is 2% (limit: above 1%); surely more than 0.5176%; traffic is 90 (floor: 50)",
        ),
        ("LLMPricesStale", "no data for 2h, then: fires", "at the end price_data_age has no value (limit: above 30d)"),
        (
            "LLMInFlightGrowing",
            "drain_time is 2m for 9m with 10 calls in flight, then: fires",
            "at the end drain_time is 2m 0s (limit: above 60s); traffic is 10 (floor: 20)",
        ),
    ],
)
def test_what_else_is_told(
    edited: Callable[..., Monitoring],
    write: Callable[..., Path],
    promtools: list[Tool],
    alert: str,
    case: str,
    told: str,
) -> None:
    """Bounds of samples, gauges, and calls in flight."""
    name = f"  - name: {alert}\n"
    monitoring = edited((name, f"{name}    cases:\n      - {{when: {case}}}\n"))
    folder = write(monitoring, "rules")
    (failed,) = failing_cases(promtools[0], folder / "rules", monitoring, lambda name: name.startswith(alert)).values()
    assert failed == f"expected fires, but it never fires; {told}"


def test_events(edited: Callable[..., Monitoring], write: Callable[..., Path], promtools: list[Tool]) -> None:
    """They have no values to tell."""
    cases = """    cases:
      - {when: telemetry_absent is true for 5m then false for 9m, then: fires}
      - {when: telemetry_absent is true for 5m, then: pending}
      - {when: no data for 11m, then: quiet}
"""
    monitoring = edited(("    cases:\n      - {when: telemetry_absent", "\n  - name: LLMLabel", cases))
    folder = write(monitoring, "rules")
    absent = lambda name: name.startswith("LLMTelemetryAbsent")  # noqa: E731
    assert list(failing_cases(promtools[0], folder / "rules", monitoring, absent).values()) == [
        "expected fires, but it never fires",
        "expected quiet, but it fires after 10m15s",
    ]


def test_a_long_past_keeps_its_clock(edited: Callable[..., Monitoring]) -> None:
    """Of signals that look back for days, cases are played as coarsely as their generated tests."""
    name = "  - name: LLMCostAnomaly\n"
    monitoring = edited((name, f"{name}    cases:\n      - {{when: cost_anomaly is $20 for 2h, then: fires}}\n"))
    (alert,) = (alert for alert in monitoring.alerts if alert.name == "LLMCostAnomaly")
    assert isinstance(alert, SignalAlert)
    (told,) = told_cases(monitoring, alert)
    assert told.step == subjects(monitoring, alert)[0].timing.step
    assert told.start > 3 * 24 * 60 * MINUTE.milliseconds
