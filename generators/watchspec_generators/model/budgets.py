"""Budgets in money, as the generators read them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from watchspec_generators.model.alert import Alert
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model.alert import Path
    from watchspec_generators.values import Quantity
    from watchspec_generators.values.zone import Zone

_HOUR = 3_600_000
_DAY = 24 * _HOUR


@dataclass(frozen=True, slots=True)
class Pace:
    """How far budgets of a kind look back."""

    recent: Duration
    """Over which the burn rate is taken."""
    usual: Duration
    """Over which the pace is taken that forecasts go on with: a whole cycle of days or weeks."""
    longest: Duration
    """No period is longer, whatever its clocks do."""
    held: Duration
    """How long a forecast must hold before somebody is told."""


PACES: Mapping[str, Pace] = {
    "day": Pace(Duration(_HOUR), Duration(_DAY), Duration(26 * _HOUR), Duration(_HOUR)),
    "month": Pace(Duration(_DAY), Duration(7 * _DAY), Duration(32 * _DAY), Duration(6 * _HOUR)),
}


@dataclass(frozen=True, slots=True)
class Budget:
    """So many dollars a calendar day or month, of all calls or of some, together or each."""

    name: str
    amount: Quantity
    per: Literal["day", "month"]
    zone: Zone
    only: Mapping[str, tuple[str, ...]]
    """Label of the cost metric to the values that count; a team stands here as its features."""
    by: tuple[str, ...]
    """Each value of these has the whole amount."""
    teams: Mapping[str, tuple[str, ...]]
    """The features of every team, for budgets by team."""
    description: str
    path: Path

    @property
    def pace(self) -> Pace:
        """How far it looks back."""
        return PACES[self.per]


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetAlert(Alert):
    """An alert on what is spent of a budget, or on what will be at the period's end, as a share of the amount."""

    budget: Budget
    of: Literal["spent", "forecast"]
    urgency: Literal["page", "ticket"]
    threshold: Quantity
    floor: Quantity | None
    """Least dollars that must be spent before a forecast counts."""

    @property
    def by(self) -> tuple[str, ...]:
        """Labels that tell its series apart, beside `service` and `budget`."""
        return self.budget.by
