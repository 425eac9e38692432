"""The generated unit tests notice when the rules that they test are broken."""

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
from watchspec_generators.model import BudgetAlert, BurnAlert, SignalAlert
from watchspec_generators.rules.groups import group_name, group_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring

ALERTS = (
    "LLMHighErrorRate",
    "LLMErrorRateElevated",
    "LLMHighLatency",
    "LLMSlowFirstToken",
    "LLMCostSpike",
    "LLMCostAnomaly",
    "LLMQualityDegradation",
    "LLMHighHallucinationRate",
    "LLMToxicAnswers",
    "LLMNegativeFeedback",
    "LLMPromptRegression",
    "LLMTelemetryAbsent",
    "LLMLabelOverflow",
    "LLMExporterErrors",
    "LLMQuotaNearlyUsed",
    "LLMRetriesAmplifying",
    "LLMInFlightGrowing",
    "LLMExporterDown",
    "LLMPricesStale",
    "LLMUnpricedCalls",
    "Watchdog",
)
EQUIVALENT = {
    f'service_prompt:llm_prompt_score_vs_support_v11:version_{part}1d without prompt=~"support/.*"'
    for part in ("rate", "count")
}
"""Mutants that change nothing: a version needs an estimate and a sample, and each of the two asks for its name."""
_LIMIT = re.compile(r"([<>]) ([0-9.]+)")
_FLOOR = re.compile(r"\nand on .*\n.*>= ([0-9.]+)$")
_NORMAL = re.compile(r"\d\.\d+(?= \^ 2)")
"""How many standard errors a bound is away."""
_READ = re.compile(r'\w+(?::\w+)+(?=\{service=")')
_BORN = re.compile(r"\((?P<now>.*) unless .*\)\s+or(?=\s+(?P<later>increase.*))")
_DOUBLED = {"5m": "10m", "10m": "20m", "15m": "30m", "30m": "1h", "1h": "2h"}


def test_every_shipped_alert_is_here(shipped: Monitoring) -> None:
    """A new alert is held to the same; those on budgets of errors and of money have tests of their own."""
    others = (BudgetAlert, BurnAlert)
    assert {alert.name for alert in shipped.alerts if not isinstance(alert, others)} == set(ALERTS)


@pytest.mark.binary
@pytest.mark.parametrize("name", ALERTS)
def test_every_mutant_is_noticed(
    name: str, shipped: Monitoring, write: Callable[..., Path], promtools: list[Tool], tmp_path: Path
) -> None:
    """Whatever is broken about an alert or what it records, promtool fails its tests."""
    folder = write(shipped)
    alert = next(alert for alert in shipped.alerts if alert.name == name)
    rules = yaml.safe_load((folder / group_path("checkout", group_name(alert))).read_text())
    tests = sorted(folder.glob(f"rules/tests/checkout.{name}.*test.yml"), key=lambda path: len(path.name))
    mutants = {kind: mutant for kind, mutant in mutations(rules, name) if kind not in EQUIVALENT}
    numbers = count()

    def survives(mutant: dict[str, Any]) -> bool:
        place = tmp_path / f"mutant-{next(numbers)}"
        (place / "tests").mkdir(parents=True)
        (place / group_path("checkout", group_name(alert)).rpartition("/")[2]).write_text(yaml.safe_dump(mutant))
        for test in tests:
            (place / "tests" / test.name).write_text(test.read_text())
        return all(
            run_tool([promtools[0].path, "test", "rules", place / "tests" / test.name]).code == 0 for test in tests
        )

    assert survives(rules)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        survivors = [kind for kind, lives in zip(mutants, pool.map(survives, mutants.values()), strict=True) if lives]
    assert survivors == []
    assert len(mutants) >= (8 if isinstance(alert, SignalAlert) and alert.threshold else 2)


def mutations(rules: dict[str, Any], name: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Broken copies of a rule file, by what is broken about the alert `name` or what it reads."""
    alert = next(rule for rule in rules["groups"][0]["rules"] if rule.get("alert") == name)
    for kind, changes in {**_of_alert(alert), **_of_matchers(rules, alert)}.items():
        mutant = deepcopy(rules)
        for rule in mutant["groups"][0]["rules"]:
            if rule.get("alert", rule.get("record")) in changes:
                rule.update(changes[rule.get("alert", rule.get("record"))])
                for key in [key for key, value in rule.items() if value is None]:
                    del rule[key]
        yield kind, mutant


def _of_alert(alert: dict[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    expr, found = alert["expr"], {}
    limit = _LIMIT.search(expr)
    if limit:
        for factor in (1.1, 1 / 1.1, 10, 0.1):
            # A threshold of 0 is moved instead.
            number = f"{limit[1]} {float(limit[2]) * factor or factor - 1!r}"
            found[f"threshold x {factor:.2f}"] = {"expr": expr.replace(limit[0], number, 1)}
        found["comparator flipped"] = {"expr": expr.replace(limit[1], "><"["><".index(limit[1]) - 1], 1)}
    first, *others = dict.fromkeys(_READ.findall(expr))
    for name in others:
        found[f"{name} read as {first}"] = {"expr": expr.replace(name, first)}
    floor = _FLOOR.search(expr)
    if floor:
        found["floor removed"] = {"expr": expr.replace(floor[0], "")}
        found["floor x 10"] = {"expr": expr[: floor.start(1)] + f"{float(floor[1]) * 10!r}"}
    for key in ("for", "keep_firing_for"):
        if key in alert:
            found[f"{key} dropped"] = {key: None}
            found[f"{key} doubled"] = {key: _DOUBLED[alert[key]]}
    for label in alert["labels"]:
        found[f"label {label} changed"] = {"labels": {**alert["labels"], label: "mutant"}}
        found[f"label {label} dropped"] = {"labels": {k: v for k, v in alert["labels"].items() if k != label}}
    for annotation in alert["annotations"]:
        found[f"{annotation} changed"] = {"annotations": {**alert["annotations"], annotation: "mutant"}}
    # The recorded series already carries `service`; the alert's own label repeats it for events.
    if limit:
        found.pop("label service dropped")
    return {kind: {alert["alert"]: change} for kind, change in found.items()}


def _of_matchers(rules: dict[str, Any], alert: dict[str, Any]) -> dict[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = {}
    for rule in (*_behind(rules["groups"][0]["rules"], alert), alert):
        expr, name = rule["expr"], str(rule.get("record", rule.get("alert")))
        born = _BORN.search(expr)
        if born:
            found["first events missed"] = {name: {"expr": expr.replace(born[0], f"({born['now']} < 0) or")}}
            found["new whenever the past is old"] = {name: {"expr": expr.replace(born[0], f"({born['now']}) or")}}
            found["further events missed"] = {name: {"expr": expr.replace(born["later"], f"0 * {born['later']}")}}
        normal = _NORMAL.findall(expr)
        for factor in (0.9, 1.1, 10) if normal else ():
            wrong = expr.replace(normal[0], repr(float(normal[0]) * factor))
            found[f"{name} with {factor} times as many standard errors"] = {name: {"expr": wrong}}
        if normal:
            value, count = dict.fromkeys(_READ.findall(expr))
            swapped = expr.replace(value, "\0").replace(count, value).replace("\0", count)
            found[f"{name} with estimate and sample size swapped"] = {name: {"expr": swapped}}
            found[f"{name} on the other side"] = {name: {"expr": re.sub(r"[-+] sqrt", _turned, expr)}}
        for matcher in dict.fromkeys(re.findall(r'[{,]([a-z]+(?:=~|!~|=)"[^"]*")', expr)):
            # In an alert, `on (service, ...)` lets each side's matcher do for both: they are dropped together.
            found[f"{name} without {matcher}"] = {name: {"expr": _without(expr, matcher)}}
    return found


def _behind(rules: list[dict[str, Any]], reader: dict[str, Any]) -> list[dict[str, Any]]:
    """The recording rules that `reader` reads, and those that they read."""
    read = [rule for rule in rules if "record" in rule and rule["record"] in reader["expr"]]
    further = [one for rule in read for one in _behind(rules, rule) if one not in read]
    return [*read, *(rule for index, rule in enumerate(further) if rule not in further[:index])]


def _turned(sign: re.Match[str]) -> str:
    return ("+" if sign[0][0] == "-" else "-") + sign[0][1:]


def _without(expr: str, matcher: str) -> str:
    return expr.replace(f",{matcher}", "").replace(f"{matcher},", "").replace(matcher, "")
