"""Budgets are amounts of money, of somebody's spend that there is, by a calendar that rules can follow.

To mend: write amounts as `$500` and shares as `80%`, and take zones, teams, features and models that are offered.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from watchspec_generators.model.spending import alerts_of, budget_alert_name, teams_of
from watchspec_generators.spec.checks.thresholds import is_quantity, with_unit
from watchspec_generators.spec.labels import all_fixed_labels
from watchspec_generators.spec.suggest import did_you_mean, one_of
from watchspec_generators.values import Duration, parse_quantity
from watchspec_generators.values.quantity import FORMS
from watchspec_generators.values.zone import zone, zone_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path

_LONGEST_INTERVAL = Duration(600_000)
"""Between evaluations; a period begins with the first of them."""


def check(context: Context) -> Iterator[Problem]:
    """Amounts, shares and zones that can't be used; unknown teams, features and models; names given twice."""
    for path, budget in context.budgets():
        yield from _quantities(context, path, budget)
        yield from _zone(context, path, budget)
        yield from _whose(context, path, budget)
        yield from _split(context, path, budget)
    yield from _names(context)
    interval = context.spec.prometheus.evaluation_interval
    if context.spec.budgets and interval > _LONGEST_INTERVAL:
        message = f"a budget would begin up to {interval} late"
        expected = f"at most {_LONGEST_INTERVAL}, for there are budgets"
        yield context.problem(("prometheus", "evaluation_interval"), message, expected)


def _quantities(context: Context, path: Path, budget: shape.Budget) -> Iterator[Problem]:
    if not _positive(budget.amount, "usd"):
        hint = with_unit(budget.amount, "usd")
        yield context.problem((*path, "amount"), f"{budget.amount} is no amount of money", FORMS["usd"], hint)
    for share in budget.tell:
        if not _positive(share, "ratio"):
            message, hint = f"{share} is no share of an amount", with_unit(_number(share), "ratio")
            yield context.problem((*path, "tell", share), message, "a percentage such as 80%", hint, key=True)


def _positive(written: object, unit: Literal["usd", "ratio"]) -> bool:
    return is_quantity(written, unit) and parse_quantity(written, unit).value > 0


def _number(text: str) -> object:
    return int(text) if text.isdecimal() else text


def _zone(context: Context, path: Path, budget: shape.Budget) -> Iterator[Problem]:
    try:
        zone(budget.timezone)
    except ValueError as error:
        hint = did_you_mean(budget.timezone, sorted(zone_names() - {budget.timezone}))
        yield context.problem((*path, "timezone"), str(error), "an IANA name such as Europe/Berlin or UTC", hint)


def _whose(context: Context, path: Path, budget: shape.Budget) -> Iterator[Problem]:
    known: dict[str, Iterable[str]] = {
        "team": teams_of(context.spec.features),
        "feature": context.names("features"),
        "model": context.names("models"),
    }
    for key, names in known.items():
        name = getattr(budget, key)
        if name is not None and name not in names:
            yield context.problem((*path, key), f"there is no {key} `{name}`", one_of(names), did_you_mean(name, names))
    if budget.team is not None and budget.feature is not None:
        message = "a feature is one team's already"
        yield context.problem((*path, "team"), message, "a team or a feature", key=True)


def _split(context: Context, path: Path, budget: shape.Budget) -> Iterator[Problem]:
    for index, label in enumerate(budget.by):
        if getattr(budget, label) is not None:
            message = f"there is one {label} only, {getattr(budget, label)}"
            yield context.problem((*path, "by", index), message, f"`{label}` or `by: [{label}]`, not both")
        elif label in budget.by[:index]:
            yield context.problem((*path, "by", index), f"{label} is named twice", "each label once")


def _names(context: Context) -> Iterator[Problem]:
    """Budgets with one name, and alerts that would have one: a runbook's sections are linked in lower case."""
    of_budgets = [
        (path, budget_alert_name(budget.name, of, share).casefold())
        for path, budget in context.budgets()
        for of, share, _ in alerts_of(budget)
    ]
    every = [labels["alertname"].casefold() for labels in all_fixed_labels(context.spec)]
    names = [budget.name for budget in context.spec.budgets]
    for path, budget in context.budgets():
        if budget.name in names[: int(path[1])]:
            yield context.problem((*path, "name"), "another budget has this name", "a name of its own")
        elif any(every.count(name) > 1 for at, name in of_budgets if at == path):
            yield context.problem((*path, "name"), "its alerts have names that other alerts have", "another name")
