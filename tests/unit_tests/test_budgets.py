"""The generated tests of budgets pass in any zone, and notice when a rule is broken."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from copy import deepcopy
from itertools import count
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from watchspec_generators.edge.processes import run_tool

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring

SMALL = "{name: b, amount: $64, per: day, team: support, by: [model], tell: {80%: ticket}}"
BUDGETS = {
    "a month, half an hour off, by team": "{name: b, amount: $7, per: month, timezone: Asia/Kolkata, by: [team], "
    "tell: {99.5%: page}}",
    "a day, far west, by all": "{name: b, amount: $1234.56, per: day, timezone: Pacific/Pago_Pago, model: gpt-4o, "
    "by: [team, feature], tell: {0.5%: page, 250%: ticket}}",
    "a month, far east, of a feature": "{name: b, amount: $0.10, per: month, timezone: Pacific/Kiritimati, "
    "feature: product_copy, tell: {}, overrun: page}",
    "a small one": SMALL,
}


def only(budget: str) -> tuple[str, str, str]:
    """The edit that leaves one budget in the shipped spec."""
    return "budgets:\n", "alerts:\n  - name", f"budgets:\n  - {budget}\n\n"


@pytest.mark.binary
@pytest.mark.parametrize("written", BUDGETS.values(), ids=BUDGETS)
def test_any_budget_passes(
    written: str, edited: Callable[..., Monitoring], write: Callable[..., Path], promtools: list[Tool]
) -> None:
    """On both lines, whatever is asked for."""
    files = sorted(write(edited(only(written))).glob("rules/tests/checkout.LLMBBudget*"))
    assert files
    for tool in promtools:
        done = run_tool([tool.path, "test", "rules", *files])
        assert done.code == 0, done.output


@pytest.mark.binary
def test_every_mutant_is_noticed(
    edited: Callable[..., Monitoring], write: Callable[..., Path], promtools: list[Tool], tmp_path: Path
) -> None:
    """Whatever is broken about an alert or what is recorded, promtool fails a test of one of the alerts."""
    folder = write(edited(only(SMALL)))
    [path] = folder.glob("rules/checkout.budget_b.rules.yml")
    tests = sorted(folder.glob("rules/tests/checkout.LLMBBudget*"))
    rules, numbers = yaml.safe_load(path.read_text()), count()

    def survives(mutant: dict[str, Any]) -> bool:
        place = tmp_path / f"mutant-{next(numbers)}"
        (place / "tests").mkdir(parents=True)
        (place / path.name).write_text(yaml.safe_dump(mutant))
        for test in tests:
            copy = place / "tests" / test.name
            copy.write_text(test.read_text())
            if run_tool([promtools[0].path, "test", "rules", copy]).code:
                return False
        return True

    mutants = dict(mutations(rules))
    assert len(mutants) > 80
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        lives = list(pool.map(survives, [rules, *mutants.values()]))
    assert lives[0]
    survivors = {kind for kind, alive in zip(mutants, lives[1:], strict=True) if alive}
    assert survivors - EQUIVALENT.keys() == set()


def mutations(rules: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Broken copies of a rule file, by what is broken."""
    for index, rule in enumerate(rules["groups"][0]["rules"]):
        name = rule.get("record", rule.get("alert")) + rule["labels"].get("edge", "")
        for kind, change in {**_expressions(rule["expr"]), **_fields(rule)}.items():
            mutant = deepcopy(rules)
            changed = {**rule, **change}
            mutant["groups"][0]["rules"][index] = {key: value for key, value in changed.items() if value is not None}
            yield f"{name}: {kind}", mutant
        mutant = deepcopy(rules)
        del mutant["groups"][0]["rules"][index]
        yield f"{name}: removed", mutant


def _fields(rule: dict[str, Any]) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = {}
    for part in ("labels", "annotations"):
        for key in rule.get(part, {}):
            found[f"{key} changed"] = {part: {**rule[part], key: "mutant"}}
    if "for" in rule:
        found |= {"for dropped": {"for": None}, "for doubled": {"for": "2h"}}
    return found


def _expressions(expr: str) -> dict[str, dict[str, Any]]:
    found = {}
    for part in dict.fromkeys(re.findall(r"\[\w+\]", expr)):
        # A longer window holds no more of the period, and a minute's only sample is in half of it, too.
        if part != "[1m]":
            found[f"{part} halved"] = expr.replace(part, f"[{HALVES[part]}]")
    for limit in re.findall(r"> ([0-9.]+)", expr):
        for factor in (1.1, 0.9, 10):
            found[f"> {limit} x {factor}"] = expr.replace(f"> {limit}", f"> {float(limit or 0) * factor or factor}")
    for number in dict.fromkeys(re.findall(r"(?<=[/>=] )([0-9.]{2,})", expr)):
        found[f"{number} x 1.1"] = expr.replace(number, f"{float(number) * 1.1}")
        found[f"{number} x 0.9"] = expr.replace(number, f"{float(number) * 0.9}")
    for matcher in dict.fromkeys(re.findall(r'[{,]([a-z]+(?:=~|=)"[^"]*")', expr)):
        found[f"without {matcher}"] = expr.replace(f",{matcher}", "").replace(f"{matcher},", "").replace(matcher, "")
    for old, new in REPLACED.items():
        if old in expr:
            found[f"{old} to {new}"] = expr.replace(old, new)
    return {kind: {"expr": changed} for kind, changed in found.items() if changed != expr}


ONE_PERIOD = "within a period each model has one series; a window that spans two is played for the forecast"
EQUIVALENT = {
    'service_model:llm_budget_spend:usd: without edge="start"': "no series bears the end of a period",
    "service_model:llm_budget_spend:usd: sum by (model) to max by (model)": "each model has one series a period",
    "service_model:llm_budget_burn:ratio1h: sum by (model) to max by (model)": ONE_PERIOD,
    "service_model:llm_budget_exhaustion:days: sum by (model) to max by (model)": ONE_PERIOD,
    "service_model:llm_budget_exhaustion:days: 86400 x 1.1": "a day divides twice, and the changes cancel out",
    "service_model:llm_budget_exhaustion:days: 86400 x 0.9": "as above",
}
"""Mutants that are not noticed, and why."""
HALVES = {"[6h]": "3h", "[1d2h]": "13h", "[1d]": "12h", "[1h]": "30m"}
REPLACED = {
    "offset 1m": "offset 2m",
    " - last_over_time": " + last_over_time",
    ">= 0": "< 0",
    "floor": "ceil",
    'edge="start"': 'edge="end"',
    'edge="end"': 'edge="start"',
    "and on (period)": "unless on (period)",
    "sum by (model)": "max by (model)",
    "or": "unless",
}
