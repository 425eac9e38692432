"""Runs of promtool on broken rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.edge.mutation import PromtoolFailed, failing, survivors
from watchspec_generators.edge.tools import Tool
from watchspec_generators.mutation.mutators import changes
from watchspec_generators.mutation.suite import Suite
from watchspec_generators.mutation.types import Mutant

if TYPE_CHECKING:
    from pathlib import Path

RULES = {"groups": [{"name": "g", "rules": [{"alert": "Down", "expr": "up == 0", "for": "2m"}]}]}


def suite(*fires: bool) -> Suite:
    """Down for ten minutes, and whether the alert is expected after five; one file for each expectation."""

    def tests(fired: bool) -> dict[str, Any]:
        check = {"eval_time": "5m", "alertname": "Down", "exp_alerts": [{"exp_labels": {}}] if fired else []}
        test = {
            "name": f"fires: {fired}",
            "interval": "1m",
            "input_series": [{"series": "up", "values": "0x9" if fired else "1x9"}],
            "alert_rule_test": [check],
        }
        return {"rule_files": ["f.rules.yml"], "evaluation_interval": "1m", "tests": [test]}

    return Suite({"f.rules.yml": RULES}, {f"{number}.test.yml": tests(fired) for number, fired in enumerate(fires)})


@pytest.mark.binary
def test_survivors_are_what_no_test_notices(promtools: list[Tool]) -> None:
    """A weak test lets pass what a second one would notice."""
    weak, better = suite(True), suite(True, False)
    found = []
    for tested in (weak, better):
        assert failing(promtools[0], tested, tested.entries) == []
        mutants = [Mutant(tested.rules[0], change) for change in changes(tested.rules[0])]
        killed: list[int] = []
        found.append({one.change.what for one in survivors(promtools[0], tested, mutants, killed.append)})
        assert sum(killed) == len(mutants) - len(found[-1])
    assert "for: 2m was dropped" in found[1]
    assert "== 0 became !=" not in found[1]
    assert found[1] <= found[0]


@pytest.mark.binary
def test_tests_that_fail_anyway_are_named(promtools: list[Tool]) -> None:
    """Before anything is broken."""
    contradiction = suite(True)
    contradiction.entries[0].content["alert_rule_test"][0]["exp_alerts"].clear()
    assert failing(promtools[0], contradiction, contradiction.entries) == ["fires: True"]


def test_a_promtool_that_dies_is_told(tmp_path: Path) -> None:
    """Rather than taken for a verdict."""
    dead = tmp_path / "promtool"
    dead.write_text("#!/bin/sh\necho cannot\n")
    dead.chmod(0o755)
    with pytest.raises(PromtoolFailed, match="cannot"):
        failing(Tool("promtool", dead, (3, 5)), suite(True), suite(True).entries)
