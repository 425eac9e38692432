"""Queries of what is recorded for budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.panel import Series
from watchspec_generators.dashboards.promql import own
from watchspec_generators.rules.budgets import names_of

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def lines(monitoring: Monitoring, what: str) -> tuple[Series, ...]:
    """The recorded series `what` of every budget; budgets that are split alike share a query."""
    splits = {budget.by: names_of(monitoring, budget).name(what) for budget in monitoring.budgets}
    return tuple(Series(own(name), _legend(by)) for by, name in splits.items())


def _legend(by: tuple[str, ...]) -> str:
    return " ".join(f"{{{{{label}}}}}" for label in ("budget", *by))
