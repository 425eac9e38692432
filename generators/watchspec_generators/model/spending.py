"""From the spec's budgets to the model: whose spend counts, and which alerts there are."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Literal

from watchspec_generators.model.budgets import Budget, BudgetAlert
from watchspec_generators.model.urgency import camel, page_over_ticket
from watchspec_generators.values import Duration, Quantity, parse_quantity
from watchspec_generators.values.zone import zone

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from watchspec_generators.model.types import Inhibition
    from watchspec_generators.spec import shape
    from watchspec_generators.spec.shape import Urgency

_WHOLE = Quantity(1.0, "ratio", "100%")
_LEAST_SPENT = 0.2
"""Share of the amount that must be gone before a forecast is told: it says little about a period that has begun."""
_SUMMARIES = {
    "spent": "{value} of the budget {budget} is spent ({amount} a {period})",
    "forecast": "The budget {budget} is on course for {value} by the end of the {period} ({amount} a {period})",
}
_DESCRIPTIONS = {
    "spent": "{service} has spent {value} of {amount} since the {period} began, by the clock of {timezone}; "
    "this alert ends with the {period}.",
    "forecast": "At its usual pace {service} will have spent {value} of {amount} when the {period} ends, "
    "by the clock of {timezone}.",
}
_RUNBOOK = """\
1. See where the money went: the last queries split it by feature and model.
2. Compare with the days before: more calls, longer prompts, or a dearer model?
3. Stop what can wait. If the spend is meant, raise the amount in the spec.
"""


def budgets_of(spec: shape.Spec) -> tuple[Budget, ...]:
    """Every budget, in the order of the spec."""
    teams = teams_of(spec.features)
    return tuple(
        Budget(
            name=written.name,
            amount=parse_quantity(written.amount, "usd"),
            per=written.per,
            zone=zone(written.timezone),
            only=_only(written, teams),
            by=written.by,
            teams=teams if "team" in written.by else {},
            description=written.description,
            path=("budgets", index),
        )
        for index, written in enumerate(spec.budgets)
    )


def teams_of(features: Mapping[str, shape.Feature]) -> Mapping[str, tuple[str, ...]]:
    """The features of every team."""
    teams: dict[str, tuple[str, ...]] = {}
    for name, feature in features.items():
        if feature.team is not None:
            teams[feature.team] = (*teams.get(feature.team, ()), name)
    return teams


def _only(written: shape.Budget, teams: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
    features = None if written.team is None else teams[written.team]
    if written.feature is not None:
        features = (written.feature,)
    models = None if written.model is None else (written.model,)
    return {label: values for label, values in (("feature", features), ("model", models)) if values is not None}


def budget_alerts(spec: shape.Spec, budgets: Iterable[Budget]) -> tuple[BudgetAlert, ...]:
    """Every alert of `budgets`, the lowest share first."""
    return tuple(
        _alert(spec, budget, *told) for budget in budgets for told in alerts_of(spec.budgets[int(budget.path[1])])
    )


def alerts_of(written: shape.Budget) -> Iterator[tuple[Literal["spent", "forecast"], Quantity, Urgency]]:
    """What is judged, against which share of the amount, and who is told; shares that can't be read are left out."""
    for share, urgency in sorted(_readable(written.tell), key=lambda told: told[0].value):
        yield "spent", share, urgency
    if written.overrun != "none":
        yield "forecast", _WHOLE, written.overrun


def _readable(tell: Mapping[str, Urgency]) -> Iterator[tuple[Quantity, Urgency]]:
    for share, urgency in tell.items():
        # A check speaks of those that can't be read.
        with suppress(ValueError):
            yield parse_quantity(share, "ratio"), urgency


def budget_alert_name(budget: str, of: Literal["spent", "forecast"], share: Quantity) -> str:
    """`LLMMonthlyBudgetUsed80Percent` of `monthly`, or `LLMMonthlyBudgetOverrun`."""
    percent = f"{share.value * 100:.6g}".replace(".", "_")
    return f"LLM{camel(budget)}Budget" + (f"Used{percent}Percent" if of == "spent" else "Overrun")


def budget_inhibitions(alerts: Iterable[BudgetAlert]) -> tuple[Inhibition, ...]:
    """That pages silence tickets of the same budget, if there is one with both."""
    found = {(alert.budget.name, alert.urgency) for alert in alerts}
    return page_over_ticket(found, "budget", "team", "feature", "model")


def _alert(
    spec: shape.Spec, budget: Budget, of: Literal["spent", "forecast"], share: Quantity, urgency: Urgency
) -> BudgetAlert:
    written = spec.budgets[int(budget.path[1])]
    split = f" of {', '.join(f'{{{label}}}' for label in budget.by)}" if budget.by else ""
    floor = Quantity(_LEAST_SPENT * budget.amount.value, "usd", "")
    return BudgetAlert(
        name=budget_alert_name(budget.name, of, share),
        budget=budget,
        of=of,
        urgency=urgency,
        threshold=share,
        floor=floor if of == "forecast" else None,
        for_=budget.pace.held if of == "forecast" else Duration(0),
        keep_firing_for=Duration(0),
        severity=getattr(spec.severities, urgency),
        owner=written.owner or spec.service.owner,
        summary=_SUMMARIES[of].replace("{budget}", f"{{budget}}{split}"),
        description=_DESCRIPTIONS[of],
        runbook=written.runbook or _RUNBOOK,
        labels={},
        path=budget.path,
    )
