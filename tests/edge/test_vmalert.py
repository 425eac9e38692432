"""Tests of watchspec_generators.edge.vmalert, with VictoriaMetrics' own programs."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.tools import find
from watchspec_generators.edge.vmalert import prove_on_vmalert, run_tests
from watchspec_generators.vmalert.values import asking, told

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

pytestmark = pytest.mark.binary
ROOT = Path(__file__).parents[2]
_ROW = re.compile(r"^\| `([a-z0-9_:]+)` \| ([0-9.]+) % \|", re.MULTILINE)
_LEAST = 0.0005


def _few(monitoring: Monitoring) -> Monitoring:
    """A ratio with a floor, and events that count from their first sample."""
    names = ("LLMHighErrorRate", "LLMExporterErrors")
    return replace(monitoring, alerts=tuple(alert for alert in monitoring.alerts if alert.name in names))


def test_alerts_fire_as_on_prometheus(shipped: Monitoring, write: Callable[..., Path]) -> None:
    """All rules are counted that vmalert loads, and all tests that pass."""
    few = _few(shipped)
    loaded, tested = prove_on_vmalert(write(few), few)
    assert (loaded.ok, loaded.tool, tested.ok, tested.detail) == (True, "vmalert 1.145", True, "")
    assert loaded.count > tested.count > 20


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("> 0.05\n", "> 0.06\n"), ("for: 5m\n", "for: 9m\n"), (">= 20\n", ">= 10\n"), ("model", "feature")],
)
def test_a_rule_that_is_wrong_is_noticed(
    right: str, wrong: str, shipped: Monitoring, write: Callable[..., Path]
) -> None:
    """Limit, time to wait, floor and labels: the room that tests are given is too little for these."""
    few = _few(shipped)
    folder = write(few)
    file = folder / "rules/checkout.error_ratio.rules.yml"
    file.write_text(file.read_text("utf-8").replace(right, wrong), encoding="utf-8")
    loaded, tested = prove_on_vmalert(folder, few)
    assert (loaded.ok, tested.ok) == (True, False)
    assert "LLMHighErrorRate" in tested.detail


def test_rules_that_do_not_load_are_told(shipped: Monitoring, write: Callable[..., Path]) -> None:
    """In vmalert's words."""
    folder = write(_few(shipped))
    file = folder / "rules/checkout.error_ratio.rules.yml"
    file.write_text(file.read_text("utf-8").replace("sum by", "summ by"), encoding="utf-8")
    loaded, _ = prove_on_vmalert(folder, _few(shipped))
    assert not loaded.ok
    assert "summ" in loaded.detail


def test_values_are_off_by_what_the_page_says() -> None:
    """Each recorded series that differs is in the table with how much, and none that does not."""
    most: dict[str, float] = {}
    # What is recorded of each signal, and of error budgets.
    pattern = "checkout.[re][er][cr]o*.test.yml"
    for outcome in run_tests(find("vmalert-tool"), ROOT / "rules", pattern, asking):
        for name, off in told(outcome.done.output).items():
            most[name] = max(off, most.get(name, 0.0))
    page = (ROOT / "docs/victoriametrics.md").read_text("utf-8")
    assert len(most) > 50
    assert dict(_ROW.findall(page)) == {name: f"{100 * off:.1f}" for name, off in most.items() if off >= _LEAST}
