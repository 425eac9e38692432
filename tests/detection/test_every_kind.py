"""For alerts of every kind, times that promtool confirms to one evaluation, and refutes where rules differ."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml
from tests.unit_tests.test_every_signal import COMPARING, alerts

from watchspec_generators.detection.table import rows
from watchspec_generators.edge.proofs.detection import prove
from watchspec_generators.model.promises import said

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchspec_generators.edge.tools import Line
    from watchspec_generators.model import Monitoring

TAIL = (
    ("routing:\n  receiver", "inhibit:", "routing: {receiver: chat, group_interval: 1m, repeat_interval: 4m}\n\n"),
    ("  pagerduty_critical:\n", "\nsecrets_dir", "  chat:\n    slack:\n      - {channel: c, webhook_url_file: f}\n"),
    ("tests:\n", "dashboards:\n", ""),
)
ODD = """
- {name: Odd, signal: error_ratio, above: 1%, window: 61001ms, for: 50s, floor: 1, severity: warning, summary: odd}
- {name: Small, signal: request_rate, below: 0.5, window: 7m, for: 7m, severity: warning, summary: few}
- {name: Estimate, signal: hallucination_ratio, above: 10%, confidence: none, floor: 0, severity: warning, summary: s}
- {name: Doubled, signal: cost_growth, above: 100%, floor: $1, for: 7m, severity: warning, summary: s}
- {name: Unusual, signal: cost_anomaly, above: $5, for: 30m, severity: warning, summary: s}
- {name: Alive, signal: watchdog, severity: none, summary: s}
- {name: Worse, signal: prompt_score_drop, baseline: v1, by: [prompt], above: 0.2, severity: warning, summary: s}
- {name: Dear, signal: cost, above: $3, window: 6h, severity: warning, summary: s}
"""


def alone(edited: Callable[..., Monitoring], chosen: list[object], *edits: tuple[str, ...]) -> Monitoring:
    """The shipped spec with these alerts, one receiver, and neither objectives nor budgets."""
    text = f"alerts:\n{yaml.safe_dump(chosen, sort_keys=False)}\n"
    others = (("objectives:\n", "severities:", ""), ("budgets:\n", "alerts:\n", ""))
    return edited(("alerts:\n", "routing:\n", text), *others, *TAIL, *edits)


@pytest.mark.binary
def test_every_signal(
    edited: Callable[..., Monitoring], write: Callable[..., Path], refuted: Callable[..., list[str]]
) -> None:
    """Shares, multiples of thresholds, quantiles and gauges: not one evaluation sooner or later."""
    # Ages shorter than the time between two scrapes can't be played.
    apart = [alert for alert in alerts() if alert["signal"] not in {*COMPARING, "price_data_age"}]
    one_each = {(alert["signal"], "above" in alert): alert for alert in apart}
    monitoring = alone(edited, list(one_each.values()))
    assert refuted(write(monitoring, "rules"), monitoring) == []


@pytest.mark.binary
@pytest.mark.parametrize("line", ["current", "oldest"])
def test_odd_alerts(
    edited: Callable[..., Monitoring], write: Callable[..., Path], refuted: Callable[..., list[str]], line: Line
) -> None:
    """Windows that are no whole number of scrapes, spend compared with its past, and too little of something."""
    monitoring = alone(edited, yaml.safe_load(ODD))
    assert refuted(write(monitoring, "rules"), monitoring, line) == []


@pytest.mark.binary
def test_scrapes_and_evaluations_at_different_paces(
    edited: Callable[..., Monitoring], write: Callable[..., Path], refuted: Callable[..., list[str]]
) -> None:
    """The worst moment for trouble to begin is found there too."""
    pace = (("scrape_interval: 15s", "scrape_interval: 20s"), ("evaluation_interval: 15s", "evaluation_interval: 30s"))
    monitoring = alone(edited, yaml.safe_load(ODD), *pace)
    assert refuted(write(monitoring, "rules"), monitoring) == []


@pytest.mark.binary
def test_objectives_budgets_and_absence(
    edited: Callable[..., Monitoring], write: Callable[..., Path], refuted: Callable[..., list[str]]
) -> None:
    """Windows of sums and exact ones, floors and none, forecasts, and telemetry that ends."""
    kept = [{"name": "Gone", "signal": "telemetry_absent", "for": "10m", "severity": "warning", "summary": "s"}]
    text = f"alerts:\n{yaml.safe_dump(kept)}\n"
    few = (("  - {name: first_token", "  - name: availability", ""), ("  - name: answer_quality", "severities:", ""))
    exact = (("    window: 30d\n    description", "    floor: 0\n    window: 3d\n    description"),)
    monitoring = edited(("alerts:\n", "routing:\n", text), *few, *TAIL)
    assert refuted(write(monitoring, "rules"), monitoring) == []
    monitoring = edited(("alerts:\n", "routing:\n", text), *few, *exact, ("budgets:\n", "alerts:\n", ""), *TAIL)
    assert refuted(write(monitoring, "rules"), monitoring) == []


@pytest.mark.binary
@pytest.mark.parametrize(
    "change",
    [
        ("for: 5m\n    keep_firing_for: 5m\n    severity: critical", "for: 5m15s\n    severity: critical"),
        ("above: 5%\n    for: 5m", "above: 6%\n    for: 5m"),
        ("above: 5%\n    for: 5m", "above: 5%\n    window: 6m\n    for: 5m"),
        ("above: 5%\n    for: 5m", "above: 5%\n    for: 4m45s"),
    ],
)
def test_other_rules_refute_it(
    shipped: Monitoring,
    edited: Callable[..., Monitoring],
    write: Callable[..., Path],
    refuted: Callable[..., list[str]],
    change: tuple[str, str],
) -> None:
    """An evaluation more or less of `for`, or a threshold or window a fifth greater, is noticed."""
    one = tuple(alert for alert in shipped.alerts if alert.name == "LLMHighErrorRate")
    wrong = refuted(write(edited(change), "rules"), replace(shipped, alerts=one))
    assert any(said.startswith("LLMHighErrorRate at 1") for said in wrong)


@pytest.mark.binary
def test_the_proof(edited: Callable[..., Monitoring], write: Callable[..., Path]) -> None:
    """Times on both lines of promtool and promises, or what is wrong with either."""
    alone_ = alone(edited, yaml.safe_load(ODD)[:1])
    promised = alone(edited, yaml.safe_load(ODD)[:1], ("dashboards:\n", "detection: {Odd: {2x: 1m}}\ndashboards:\n"))
    folder = write(promised, "rules")
    assert [(proof.ok, proof.count) for proof in prove(folder, alone_)] == [(True, 9), (True, 9)]
    *times, late = prove(folder, promised)
    assert [(proof.ok, proof.tool) for proof in times] == [(True, "promtool 3.5"), (True, "promtool 2.42")]
    assert (late.ok, late.count) == (False, 1)
    assert late.detail.endswith("Odd would fire after 1m45s at 2x, but 1m is promised")
    write(alone(edited, [{**yaml.safe_load(ODD)[0], "above": "3%"}]), "rules")
    assert [proof.ok for proof in prove(folder, alone_)] == [False, False]


def test_the_shipped_alerts(shipped: Monitoring) -> None:
    """What everybody asks first: how soon somebody is paged when everything fails, and when little does."""
    times = {row.alert: {name: said(time) for name, time in row.times.items()} for row in rows(shipped)}
    assert times["LLMHighErrorRate"] == {"100%": "5m30s", "50%": "5m45s", "10%": "7m45s", "2x": "7m45s"}
    assert times["LLMAvailabilityErrorBudgetBurnFast"] == {"100%": "4m45s", "50%": "9m", "10%": "43m30s", "2x": "never"}
    assert times["LLMTelemetryAbsent"] == {"gone": "10m30s"}
    assert times["LLMLabelOverflow"] == {"any": "30s"}
    assert times["Watchdog"] == {}
