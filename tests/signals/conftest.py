"""A way to see what a signal records."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import pytest

from watchspec_generators.edge.processes import run_tool
from watchspec_generators.signals import SIGNALS, Query
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool


class Recording(Protocol):
    """Asserts what `signal`, split `by` labels, shows `at` a time for input series, one sample a minute."""

    def __call__(
        self, signal: str, series: Mapping[str, str], at: str, expected: Mapping[str, float], *by: str
    ) -> None: ...


@pytest.fixture
def records(promtools: list[Tool], tmp_path: Path) -> Recording:
    """Has both lines of promtool evaluate a signal's rule; values are compared to a thousandth."""

    def check(signal: str, series: Mapping[str, str], at: str, expected: Mapping[str, float], *by: str) -> None:
        rules = SIGNALS[signal].record(Query("shop", 'job="shop"', by, SIGNALS[signal].window)).rules
        shown = [{"labels": labels or "{}", "value": value} for labels, value in expected.items()]
        test = {
            "interval": "1m",
            "input_series": [{"series": name, "values": values} for name, values in series.items()],
            "promql_expr_test": [
                {"expr": f"round({rules[-1].expr}, 0.001)", "eval_time": at, "exp_samples": shown},
            ],
        }
        (tmp_path / "test.yml").write_text(to_yaml({"evaluation_interval": "1m", "tests": [test]}))
        for tool in promtools:
            done = run_tool([tool.path, "test", "rules", tmp_path / "test.yml"])
            assert done.code == 0, done.output

    return check
