"""The generated tests of alerts on error budgets notice when their rules are broken."""

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
from watchspec_generators.rules.groups import group_name, group_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring

ALERTS = ("LLMAvailabilityErrorBudgetBurnFast", "LLMAnswerQualityErrorBudgetBurnSlow")
"""Both urgencies, counted by a counter and by a histogram, read from raw counters and chained."""
_LIMIT = re.compile(r" > ([0-9.]+)")
_FLOOR = re.compile(r"\n *and on \(service, objective\)\n[^>]* >= ([0-9.]+)")
_SECOND = re.compile(r"\n *and on \(service, objective\)\n[^>\n]* > [0-9.]+")
_FIRST = re.compile(r"\(1 - [^>\n]* > [0-9.]+\n *and on \(service, objective\)\n *(?=\(1)")
_BUDGET = re.compile(r" / (0\.[0-9]+)")
_WINDOW = re.compile(r"\[(\d+)([mhd])\]")
_MATCHER = re.compile(r'[{,]([a-z]+(?:=~|!~|=)"[^"]*")')


@pytest.mark.binary
@pytest.mark.parametrize("name", ALERTS)
def test_every_mutant_is_noticed(
    name: str, shipped: Monitoring, write: Callable[..., Path], promtools: list[Tool], tmp_path: Path
) -> None:
    """Whatever is broken about an alert, one of its windows or what it records, promtool fails its tests."""
    folder = write(shipped)
    alert = next(alert for alert in shipped.alerts if alert.name == name)
    path = group_path("checkout", group_name(alert))
    rules = yaml.safe_load((folder / path).read_text())
    tests = sorted(folder.glob(f"rules/tests/checkout.{name}.*.test.yml"))
    mutants, numbers = dict(mutations(rules, name)), count()

    def survives(mutant: dict[str, Any], kind: str = "") -> bool:
        place = tmp_path / f"mutant-{next(numbers)}"
        (place / "tests").mkdir(parents=True)
        (place / path.rpartition("/")[2]).write_text(yaml.safe_dump(mutant))
        # The tests of the pair that is broken first: most mutants then need no others.
        for test in sorted(tests, key=lambda test: test.name.split(".")[2] not in kind):
            copy = place / "tests" / test.name
            copy.write_text(test.read_text())
            if run_tool([promtools[0].path, "test", "rules", copy]).code:
                return False
        return True

    assert survives(rules)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        lives = pool.map(survives, mutants.values(), mutants)
        survivors = [kind for kind, live in zip(mutants, lives, strict=True) if live]
    assert survivors == []
    assert len(mutants) >= 60


def mutations(rules: dict[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Broken copies of a rule file, by what is broken about the alert or what it reads."""
    alert = next(rule for rule in rules["groups"][0]["rules"] if rule.get("alert") == name)
    read = set(re.findall(r"service:[a-z_:0-9]+", alert["expr"]))
    read |= {
        name for rule in rules["groups"][0]["rules"] if rule.get("record") in read for name in _names(rule["expr"])
    }
    for index, rule in enumerate(rules["groups"][0]["rules"]):
        if rule is alert:
            changed = {**_of_expr(rule["expr"], _alert_edits), **_of_labels(rule)}
        elif rule.get("record") in read:
            changed = {**_of_expr(rule["expr"], _record_edits), "removed": None}
        else:
            continue
        for kind, change in changed.items():
            mutant = deepcopy(rules)
            if change is None:
                del mutant["groups"][0]["rules"][index]
            else:
                mutant["groups"][0]["rules"][index].update(change)
            yield f"{rule.get('record', 'alert')}: {kind}", mutant


def _names(expr: str) -> list[str]:
    return re.findall(r"service:[a-z_:0-9]+", expr)


def _of_labels(alert: dict[str, Any]) -> dict[str, Any]:
    found = {}
    for label in alert["labels"]:
        found[f"label {label} changed"] = {"labels": {**alert["labels"], label: "mutant"}}
    for annotation in alert["annotations"]:
        found[f"{annotation} changed"] = {"annotations": {**alert["annotations"], annotation: "mutant"}}
    return {**found, "for added": {"for": "30m"}}


def _of_expr(expr: str, edits: Callable[[str], Iterator[tuple[str, int, int, str]]]) -> dict[str, Any]:
    return {
        f"{kind} at {start}": {"expr": f"{expr[:start]}{text}{expr[end:]}"} for kind, start, end, text in edits(expr)
    }


def _alert_edits(expr: str) -> Iterator[tuple[str, int, int, str]]:
    for match in _LIMIT.finditer(expr):
        for factor in (1.1, 1 / 1.1, 10, 0.1):
            yield f"threshold x {factor:.2f}", match.start(1), match.end(1), repr(float(match[1]) * factor)
    for match in _FLOOR.finditer(expr):
        yield "floor removed", match.start(), match.end(), ""
        yield "floor x 10", match.start(1), match.end(1), repr(float(match[1]) * 10)
    for match in _SECOND.finditer(expr):
        yield "long window removed", match.start(), match.end(), ""
    for match in _FIRST.finditer(expr):
        yield "short window removed", match.start(), match.end(), ""
    for match in _BUDGET.finditer(expr):
        yield "budget x 2", match.start(1), match.end(1), repr(float(match[1]) * 2)
    for match in re.finditer(r"\nor\n", expr):
        yield "second pair removed", match.start(), len(expr), ""
        yield "first pair removed", 0, match.end(), ""
    for matcher in ('service="checkout"', 'objective="'):
        text = re.sub(rf'{matcher}[^"}},]*"?,?', "", expr)
        yield f"without {matcher}", 0, len(expr), text


def _record_edits(expr: str) -> Iterator[tuple[str, int, int, str]]:
    for match in _MATCHER.finditer(expr):
        start, end = match.span(1)
        if "service:" not in expr:
            yield f"without {match[1]}", start, end + (expr[end] == ","), ""
    if "service:" in expr:
        # Both sides of a division carry the same labels, so that one side's matcher does for both.
        for matcher in dict.fromkeys(_MATCHER.findall(expr)):
            yield f"without {matcher}", 0, len(expr), expr.replace(f"{matcher},", "").replace(f",{matcher}", "")
    for factor in (2, 0.5):
        changed = _WINDOW.sub(lambda match, by=factor: f"[{_times(match, by)}]", expr)  # type: ignore[misc]
        yield f"window x {factor}", 0, len(expr), changed


def _times(window: re.Match[str], by: float) -> str:
    return f"{int(int(window[1]) * {'m': 60, 'h': 3600, 'd': 86400}[window[2]] * by)}s"
