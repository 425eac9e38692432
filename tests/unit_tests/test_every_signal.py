"""Alerts on every signal, with all that an alert may say, get tests that pass on both lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import yaml

from watchspec_generators.edge.proofs import promtool_rules, promtool_tests
from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from watchspec_generators.model import Monitoring

THRESHOLDS = {
    "ratio": ("97%", "0.5%"),
    "seconds": ("100ms", "29s"),
    "usd": ("$0.10", "$12345"),
    "score": ("0.95", "0.35"),
    "tokens/second": ("1", "31 tokens/s"),
    "requests/second": ("0.1", "1000 requests/s"),
    "events": ("12", "0"),
    "requests": ("30", "2000"),
}
COMPARING = {name for name, signal in SIGNALS.items() if signal.baselines}
OTHERS = {
    "inter_token_gap_p95": ("2ms", "9s"),
    "session_cost_p95": ("$0.10", "$9.99"),
    "prompt_negative_feedback_rise": ("80%", "0%"),
    "prompt_score_drop": ("0.8", "0"),
}
"""Where the top bucket asks for less, or both sides of a comparison do."""
HOLDING: tuple[dict[str, str], ...] = (
    {},
    {"for": "1m", "no_data": "fire"},
    {"for": "7m", "keep_firing_for": "20m"},
    {"for": "30m", "keep_firing_for": "10m", "no_data": "fire"},
)
RAW = """
- name: RawDown
  expr: up{job="checkout"} == 0
  for: 2m
  severity: warning
  summary: "{instance} is down: {value}"
  cases:
    - {name: down, series: {'up{job="checkout", instance="a"}': "0x9"}, at: 5m, fires: true, value: 0,
       labels: {job: checkout, instance: a}}
    - {name: up, interval: 30s, series: {'up{job="checkout", instance="a"}': "1x9"}, at: 4m, fires: false}
- {name: WatchdogSlow, signal: watchdog, for: 2m, severity: none, summary: fine}
- {name: Silence, signal: telemetry_absent, severity: warning, summary: silent}
- {name: SilenceKept, signal: telemetry_absent, for: 1m, keep_firing_for: 3m, severity: warning, summary: silent}
- {name: SevenMinutes, signal: latency_p99, by: [model, feature], above: 29s, window: 7m, for: 1m, severity: warning,
   summary: "{feature} {model} {value}", labels: {braces: "{ x }"}}
- {name: AnyCall, signal: request_rate, above: 0, for: 1m, severity: warning, summary: "{value}"}
- {name: AnyCallHeld, signal: request_rate, above: 0, window: 2m, for: 7m, keep_firing_for: 11m, severity: warning,
   summary: "{value}"}
- {name: AnyOverflow, signal: label_overflow, by: [label], above: 0, severity: warning, summary: "{value} of {label}"}
- {name: AnyOverflowKept, signal: label_overflow, above: 0, for: 50m, keep_firing_for: 90m, severity: warning,
   summary: "{value}"}
- {name: ManyErrors, signal: internal_errors, by: [place], above: 3, for: 2m, severity: warning,
   summary: "{value} {place}"}
- {name: PlainEstimate, signal: prompt_score_drop, baseline: "support/v11", by: [prompt], above: 0.1, confidence: none,
   floor: 0, severity: warning, summary: "{prompt} {value} {baseline}"}
- {name: VerySure, signal: hallucination_ratio, by: [model], above: 10%, confidence: 99.9%, floor: 5, window: 7m,
   severity: warning, summary: "{value} of {count}, {bound} at {confidence}"}
- {name: OddWindow, signal: error_ratio, above: 1%, window: 61001ms, for: 1m, floor: 1, severity: warning, summary: odd}
"""


def alerts() -> Iterator[dict[str, object]]:
    """Two or four alerts on each signal."""
    for index, signal in enumerate(SIGNALS.values()):
        if signal.kind == "event":
            continue
        for direction in ("above", "below") if signal.direction == "both" else (signal.direction,):
            for number, threshold in enumerate(OTHERS.get(signal.name, THRESHOLDS[signal.unit])):
                alert: dict[str, object] = {
                    "name": f"{signal.name}_{direction}_{number}",
                    "signal": signal.name,
                    direction: threshold,
                    "by": [label for label in signal.labels if label in ("model", "operation")][: 2 * number],
                    "severity": "warning",
                    "summary": "{value} is past {threshold} over {window}, {{for}} {for}",
                    **HOLDING[(index + number) % len(HOLDING)],
                    **(
                        {"baseline": ("v1", "support/v-1")[number], "by": ["prompt", "feature"][: 2 * number]}
                        if signal.against_version
                        else {}
                    ),
                }
                yield {**alert, "floor": 0} if signal.floor and signal.floor.unit == "requests" and number else alert


@pytest.mark.binary
def test_every_signal_can_be_alerted_on(edited: Callable[..., Monitoring], write: Callable[..., Path]) -> None:
    """High and low thresholds, each direction, split or not, held or not, silent or not without data."""
    written = yaml.safe_dump([*alerts(), *yaml.safe_load(RAW)], sort_keys=False)
    # A day becomes 24 minutes: comparing with last week at full length takes promtool seconds an alert.
    clock = ("environments:\n", "environments:\n  fast:\n    time_scale: 60\n")
    tail = (
        "routing:\n  receiver",
        "inhibit:",
        "routing: {receiver: slack_ml_team, group_interval: 1m, repeat_interval: 4m}\n\n",
    )
    unused = (
        "  pagerduty_critical:\n",
        "\nsecrets_dir",
        "  slack_ml_team:\n    slack:\n      - {channel: c, webhook_url_file: f}\n",
    )
    for environment in (None, "fast"):
        compares = environment is not None
        chosen = [alert for alert in yaml.safe_load(written) if (alert.get("signal") in COMPARING) == compares]
        text = f"alerts:\n{yaml.safe_dump(chosen, sort_keys=False)}\n"
        alone = (("alerts:\n", "routing:\n", text), ("tests:\n", "dashboards:\n", ""))
        monitoring = edited(*alone, clock, tail, unused, environment=environment)
        folder = write(monitoring)
        for proof in (*promtool_rules.prove(folder, monitoring), *promtool_tests.prove(folder, monitoring)):
            assert proof.ok, proof.detail
