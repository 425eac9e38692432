"""Alerts on every kind of objective, with all that it may say, get tests that pass on both lines."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.processes import run_tool
from watchspec_generators.edge.proofs import promtool_rules, promtool_tests
from watchspec_generators.model.types import BurnAlert
from watchspec_generators.rules.groups import group_name, group_path
from watchspec_generators.unit_tests.burning.trial import Trial
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring

OBJECTIVES = """
  - {name: rough, of: success, target: 85.5%, window: 7d, alerts: [page]}
  - {name: strict, of: success, target: 99.99%, floor: 0, alerts: [page], page: {keep_firing_for: 10m}}
  - {name: own-windows, of: latency, target: 97%, under: 7s, floor: 3, alerts: [page],
     page: {windows: [{burn: 20, long: 40m, short: 20m}, {burn: 2, long: 20h, short: 7h}]}}
  - {name: good-answers, of: quality, target: 75%, at_least: 1, window: 14d, alerts: [ticket]}

"""
ONLY = ("objectives:\n", "severities:", f"objectives:{OBJECTIVES}")
# Promises are about alerts that are gone.
UNPROMISED = ("detection:\n", "environments:", "")
EXACT = ("  retention: 40d\n", "  retention: 40d\n  long_windows: exact\n")


@pytest.mark.binary
def test_every_objective_can_be_alerted_on(edited: Callable[..., Monitoring], write: Callable[..., Path]) -> None:
    """Wide and narrow targets, windows of its own, no floor, a limit at the end, chained or exact."""
    monitoring = edited(ONLY, EXACT, UNPROMISED)
    folder = write(monitoring)
    for file in folder.glob("rules/tests/*.test.yml"):
        if "ErrorBudget" not in file.name and "error_budgets" not in file.name:
            file.unlink()
    for proof in (*promtool_rules.prove(folder, monitoring), *promtool_tests.prove(folder, monitoring)):
        assert proof.ok, proof.detail


def test_scenes_are_what_their_names_say(edited: Callable[..., Monitoring]) -> None:
    """Each default pair can be brought past its limit alone, and its short window is a twelfth of the long one."""
    for monitoring in (edited(), edited(EXACT)):
        trials = [
            Trial(monitoring, alert, pair)
            for alert in monitoring.alerts
            if isinstance(alert, BurnAlert)
            for pair in alert.windows
        ]
        assert trials
        assert all(trial.near_miss < trial.pair.burn < trial.breach < trial.hard < trial.most for trial in trials)
        assert {(trial.short, trial.long) for trial in trials} == {(3, 30)}


@pytest.mark.binary
@pytest.mark.parametrize(("floor", "speaks"), [("", False), ("    floor: 0\n", True)])
def test_one_failure_at_six_calls_an_hour_pages_nobody(
    floor: str, speaks: bool, edited: Callable[..., Monitoring], write: Callable[..., Path], promtools: list[Tool]
) -> None:
    """Neither the page nor the ticket speaks in the hours after it, as they would without the floor."""
    target = "    of: success\n    target: 99.5%\n"
    monitoring = edited((target, target + floor))
    folder = write(monitoring)
    alerts = [alert for alert in monitoring.alerts if isinstance(alert, BurnAlert) and alert.objective.of == "success"]
    # A call every ten minutes, seen by three scrapes each: the last of the second hour fails.
    answered = " ".join(f"{100 + call}x2" for call in range(12)) + " 111x60"
    test = {
        "interval": "200s",
        "input_series": [
            {"series": 'llm_requests_total{job="checkout",outcome="success"}', "values": answered},
            {"series": 'llm_requests_total{job="checkout",outcome="error"}', "values": "0x35 1x64"},
        ],
        "alert_rule_test": [
            {"eval_time": f"{minute}m", "alertname": alert.name, "exp_alerts": []}
            for alert in alerts
            for minute in (118, 121, 124, 140, 170, 240)
        ],
    }
    path = group_path("checkout", group_name(alerts[0])).rpartition("/")[2]
    content = {"rule_files": [f"../{path}"], "evaluation_interval": "1m", "tests": [test]}
    (folder / "rules/tests/six.test.yml").write_text(to_yaml(content))
    for tool in promtools:
        done = run_tool([tool.path, "test", "rules", folder / "rules/tests/six.test.yml"])
        assert (done.code != 0) == speaks, done.output
