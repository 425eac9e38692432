"""Objectives recorded by a real Prometheus engine."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from watchspec import catalogue
from watchspec_generators.edge.processes import run_tool
from watchspec_generators.rules.objectives import objective_rules
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring

RATIO = "service:llm_objective_good:ratio_rate5m"


def histogram(name: str, edge: str, share: float, **labels: str) -> dict[str, str]:
    """A histogram of one replica, `share` of which is at or under `edge`."""
    labels = {"operation": "chat", **labels}
    own = "".join(f',{label}="{value}"' for label, value in labels.items())
    count = f'{name}_count{{job="checkout"{own}}}'
    return {
        count: "1000+10x20",
        f'{name}_bucket{{job="checkout"{own},le="{edge}"}}': f"1000+{10 * share:g}x20",
        f'{name}_bucket{{job="checkout"{own},le="+Inf"}}': "1000+10x20",
    }


@pytest.mark.binary
@pytest.mark.parametrize("suffix", ["", ".0"])
def test_good_ratios(suffix: str, shipped: Monitoring, promtools: list[Tool], tmp_path: Path) -> None:
    """Each objective's share of good calls, however Prometheus spells a whole bucket edge."""
    requests = catalogue.REQUESTS.name
    series = {
        **histogram(catalogue.TIME_TO_FIRST_TOKEN.name, "0.5", 0.9),
        **histogram(catalogue.DURATION.name, f"5{suffix}", 0.8, outcome="success"),
        **histogram(catalogue.DURATION.name, f"5{suffix}", 0.1, outcome="error"),
        **histogram(catalogue.DURATION.name, f"5{suffix}", 0.1, outcome="success", operation="embeddings"),
        **histogram(catalogue.OUTPUT_TOKENS_PER_SECOND.name, f"30{suffix}", 0.3),
        f'{requests}{{job="checkout",outcome="success"}}': "1000+6x20",
        f'{requests}{{job="checkout",outcome="truncated"}}': "1000+3x20",
        f'{requests}{{job="checkout",outcome="cut"}}': "1000+1x20",
        f'{requests}{{job="checkout",outcome="cancelled"}}': "1000+50x20",
    }
    expected = {"first_token": 0.9, "response_time": 0.8, "generation_speed": 0.7, "availability": 0.9}
    samples = {f'{RATIO}{{service="checkout",objective="{name}"}}': value for name, value in expected.items()}
    check(tmp_path, promtools, shipped, series, samples)


@pytest.mark.binary
def test_all_failures_are_a_ratio_of_zero(shipped: Monitoring, promtools: list[Tool], tmp_path: Path) -> None:
    """A service that never answered is not good, and not unknown either; the idle objectives are unknown."""
    series = {f'{catalogue.REQUESTS.name}{{job="checkout",outcome="error"}}': "1000+10x20"}
    check(tmp_path, promtools, shipped, series, {f'{RATIO}{{service="checkout",objective="availability"}}': 0.0})


def check(
    folder: Path, promtools: list[Tool], monitoring: Monitoring, series: dict[str, str], samples: dict[str, float]
) -> None:
    """Have promtool evaluate the objectives' rules on `series` and compare all good ratios."""
    (folder / "rules.yml").write_text(to_yaml({"groups": [{"name": "g", "rules": all_rules(monitoring)}]}))
    expected = [{"labels": labels, "value": value} for labels, value in samples.items()]
    test = {
        "interval": "40s",
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        # A thousandth is as exact as sums of floats are alike on every version.
        "promql_expr_test": [{"expr": f"round({RATIO}, 0.001)", "eval_time": "12m", "exp_samples": []}],
    }
    unnamed = [{**sample, "labels": str(sample["labels"]).removeprefix(RATIO)} for sample in expected]
    test["promql_expr_test"][0]["exp_samples"] = unnamed  # type: ignore[index]  # the dict above
    content = {"rule_files": ["rules.yml"], "evaluation_interval": "40s", "tests": [test]}
    (folder / "test.yml").write_text(to_yaml(content))
    for tool in promtools:
        done = run_tool([tool.path, "test", "rules", folder / "test.yml"])
        assert done.code == 0, done.output


def all_rules(monitoring: Monitoring) -> list[Mapping[str, Any]]:
    """What every objective records."""
    return [rule for goal in monitoring.objectives for rule in objective_rules(monitoring, goal)]
