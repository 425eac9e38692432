"""Long windows: chained ones keep to the bound that docs/slo.md states, where averages of ratios do not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.processes import run_tool
from watchspec_generators.rules.objectives import good_name, objective_rules, share_rules, total_name
from watchspec_generators.values import Duration
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring, Objective

CLOCK = ("environments:\n", "environments:\n  fast:\n    time_scale: 60\n")
EXACT = ("  retention: 40d\n", "  retention: 40d\n  long_windows: exact\n")
DAY, TICK_MS = Duration(24 * 60_000), 2041
SPIKY = ((600, 2, 0.0), (20, 400, 0.5), (60, 2, 0.0), (30, 2, 1.0), (30, 600, 0.0), (100, 2, 0.0))
"""Ticks, calls in each, share of bad ones: a peak with failures, a night of them with few calls, a good peak."""
LATER_MS = 600
"""After the evaluation, so that the exact day at that moment is among those that it is compared with."""
LOOKS = (605, 612, 620, 624, 680, 700, 712, 725, 741, 800, 838)


def goal_of(monitoring: Monitoring) -> Objective:
    """The objective that counts calls."""
    return next(goal for goal in monitoring.objectives if goal.of == "success")


def counters() -> dict[str, str]:
    """Answered and failed calls in promtool's notation."""
    words: dict[str, list[str]] = {"success": ["1000"], "error": ["1000"]}
    values = {"success": 1000.0, "error": 1000.0}
    for ticks, calls, bad in SPIKY:
        for outcome, step in (("success", calls * (1 - bad)), ("error", calls * bad)):
            words[outcome].append(f"{values[outcome] + step:g}+{step:g}x{ticks - 1}")
            values[outcome] += step * ticks
    return {f'llm_requests_total{{job="checkout",outcome="{name}"}}': " ".join(word) for name, word in words.items()}


@pytest.mark.binary
def test_chained_windows_keep_to_their_bound(
    edited: Callable[..., Monitoring], promtools: list[Tool], tmp_path: Path
) -> None:
    """A chained day lies within what the exact day was in the last five minutes; a mean of ratios is far off."""
    chained = edited(CLOCK, environment="fast")
    exact = edited(CLOCK, EXACT, environment="fast")
    goal = goal_of(chained)
    used = {good_name(chained, DAY), total_name(chained, DAY)}
    base = {rule["record"] for rule in objective_rules(chained, goal) if rule["record"].endswith(("5s", "5m"))}
    rules = [rule for rule in objective_rules(chained, goal) if rule["record"] in used | base]
    (truth,) = (
        rule["expr"] for rule in share_rules(exact, goal_of(exact), DAY) if rule["record"] == good_name(exact, DAY)
    )
    ours = f"scalar({good_name(chained, DAY)})"
    # A thousandth for what `increase` estimates between samples.
    within = (
        f"({ours} <= bool max_over_time(({truth})[5s:500ms]) + 0.001)"
        f" * ({ours} >= bool min_over_time(({truth})[5s:500ms]) - 0.001)"
    )
    averaged = f"abs(scalar(avg_over_time({good_name(chained, Duration(5000))}[{DAY}])) - ({truth})) > bool 0.05"
    looks = [(within, tick) for tick in LOOKS] + [(averaged, 838)]
    test = {
        "interval": f"{TICK_MS}ms",
        "input_series": [{"series": name, "values": values} for name, values in counters().items()],
        "promql_expr_test": [
            {"expr": expr, "eval_time": f"{tick * TICK_MS + LATER_MS}ms", "exp_samples": [{"labels": "{}", "value": 1}]}
            for expr, tick in looks
        ],
    }
    (tmp_path / "rules.yml").write_text(to_yaml({"groups": [{"name": "g", "rules": rules}]}))
    content = {"rule_files": ["rules.yml"], "evaluation_interval": f"{TICK_MS}ms", "tests": [test]}
    (tmp_path / "test.yml").write_text(to_yaml(content))
    for tool in promtools:
        done = run_tool([tool.path, "test", "rules", tmp_path / "test.yml"])
        assert done.code == 0, done.output


def test_exact_windows_read_the_counters_alone(edited: Callable[..., Monitoring]) -> None:
    """No rule of a long window then reads a recorded sum; windows of up to six hours never do."""
    for monitoring, chains in ((edited(EXACT), False), (edited(), True)):
        rules = {rule["record"]: rule["expr"] for rule in objective_rules(monitoring, goal_of(monitoring))}
        assert ("sum_over_time" in rules["service:llm_objective_good:ratio_rate1d"]) == chains
        assert "sum_over_time" not in rules["service:llm_objective_good:ratio_rate6h"]
