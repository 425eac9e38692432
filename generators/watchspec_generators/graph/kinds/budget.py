"""Budgets in money."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.types import Edge, Key, Node
from watchspec_generators.model import BudgetAlert

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.source import Source
    from watchspec_generators.model import Budget

KIND = "budget"


def nodes(source: Source) -> Iterator[Node]:
    """Those of the spec."""
    for budget in source.monitoring.budgets:
        amount = _amount(budget)
        facts = (("amount", amount), ("clock", budget.zone.name))
        yield Node(Key(KIND, budget.name), budget.description or f"{amount}.", source.place(budget.path), facts)


def edges(source: Source) -> Iterator[Edge]:
    """Which alerts watch a budget."""
    for alert in source.monitoring.alerts:
        if isinstance(alert, BudgetAlert):
            yield Edge(Key(KIND, alert.budget.name), "watched by", Key("alert", alert.name))


def _amount(budget: Budget) -> str:
    each = f" for each {' and '.join(budget.by)}" if budget.by else ""
    return f"{budget.amount.text} a {budget.per}{each}"
