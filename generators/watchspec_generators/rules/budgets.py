"""Rules of a budget in money: the calendar, each minute's spend, and what follows from their sum.

PromQL has no window that begins at midnight. So every minute's spend is recorded with the begin of its period as a
label, and what is spent is the sum of the series that bear the present one: no state is carried from one evaluation
to the next, and a restart loses nothing that was recorded.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchspec.catalogue import COST, UNSET
from watchspec_generators.rules import calendar
from watchspec_generators.rules.recording import recording_rule
from watchspec_generators.signals.playing import escaped
from watchspec_generators.signals.promql import level, number, selector, summed
from watchspec_generators.values import Duration
from watchspec_generators.values.zone import DAY_SECONDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.budgets import Budget, BudgetAlert

SHORTEST_INTERVAL = Duration(60_000)
"""Between evaluations of a budget: a month of them is added up each time."""
REMEMBERED = Duration(6 * 3_600_000)
"""How long a counter may be unseen and still be known to be the same."""
NOW, CLOCK, SHOWN, EDGE = (
    f"service:llm_budget_{what}:timestamp_seconds" for what in ("now", "local", "local_period", "period")
)
"""A budget's calendar: the time, and what clocks show then; where the period begins and ends by clocks, and in fact."""


@dataclass(frozen=True, slots=True)
class Names:
    """The series that are recorded for a budget; all have the labels `service` and `budget`."""

    budget: Budget
    service: str

    def of(self, what: str) -> str:
        """Selector of the recorded series `what`."""
        return self.calendar(self.name(what))

    def name(self, what: str) -> str:
        """Name of the recorded series `what`, such as `spend:usd`."""
        return f"{level(self.budget.by)}:llm_budget_{what}"

    def calendar(self, series: str, *matchers: str) -> str:
        """Selector of a series of the budget's calendar."""
        return selector(series, f'service="{self.service}"', f'budget="{self.budget.name}"', *matchers)

    def edge(self, which: str) -> str:
        """The period's `start` or `end`, in seconds since 1970."""
        return self.calendar(EDGE, f'edge="{which}"')


def interval(monitoring: Monitoring) -> Duration:
    """Between evaluations of a budget's rules."""
    return max(SHORTEST_INTERVAL, monitoring.prometheus.evaluation_interval)


def names_of(monitoring: Monitoring, budget: Budget) -> Names:
    """What is recorded for `budget`."""
    return Names(budget, monitoring.service.name)


def budget_rules(monitoring: Monitoring, budget: Budget) -> list[Mapping[str, Any]]:
    """The recording rules of `budget`, in an order in which each uses only earlier ones."""
    names = names_of(monitoring, budget)
    spending = {
        names.name(per_minute(monitoring)): _increase(monitoring, names),
        names.name("spend:usd"): _spent(monitoring, names),
        **{names.name(what): expr for what, expr in _derived(monitoring, names)},
    }
    return [
        *(
            recording_rule(monitoring, name, expr, budget=budget.name, **labels)
            for name, expr, labels in _calendar(names)
        ),
        *(recording_rule(monitoring, name, expr, budget=budget.name) for name, expr in spending.items()),
    ]


def spending(monitoring: Monitoring, alert: BudgetAlert) -> str:
    """PromQL that is true while the alert's condition holds; its value is the share of the amount."""
    names = names_of(monitoring, alert.budget)
    share = "spend:ratio" if alert.of == "spent" else "forecast:ratio"
    condition = f"{names.of(share)} > {number(alert.threshold.value)}"
    if alert.floor is None:
        return condition
    enough = f"{names.of('spend:usd')} >= {number(alert.floor.value)}"
    return f"{condition}\nand on ({', '.join(('service', 'budget', *alert.by))})\n{enough}"


def budget_group(budget: Budget) -> str:
    """The group of a budget's rules."""
    return f"budget_{budget.name}"


def _calendar(names: Names) -> Iterator[tuple[str, str, Mapping[str, str]]]:
    zone, clock = names.budget.zone, names.calendar(CLOCK)
    start, length = calendar.day_start(clock), str(DAY_SECONDS)
    if names.budget.per == "month":
        start, length = calendar.month_start(clock), calendar.month_length(clock)
    # Recorded as well, so that tests can play any other time.
    yield NOW, "vector(time())", {}
    yield CLOCK, calendar.local(zone, names.calendar(NOW)), {}
    yield SHOWN, start, {"edge": "start"}
    yield SHOWN, f"{start} + {length}", {"edge": "end"}
    yield EDGE, calendar.instant(zone, names.calendar(SHOWN)), {}


def _increase(monitoring: Monitoring, names: Names) -> str:
    """What was spent since the last evaluation, labelled with the period.

    A counter's last value is subtracted from its present one, so that the sum over many evaluations is exact: what
    `increase` leaves out between two windows it makes up for by extrapolation, which is right on average only.
    """
    budget, window = names.budget, interval(monitoring)
    cost = selector(COST.name, monitoring.matchers, *(_any_of(*item) for item in budget.only.items()))
    now, before = f"last_over_time({cost}[{window}])", f"last_over_time({cost}[{REMEMBERED}] offset {window})"
    # What has shrunk began anew at 0.
    grown = f"\n  {now} - {before} >= 0\n  or\n  {now} and {before}\n"
    split = dict.fromkeys("feature" if label == "team" else label for label in budget.by)
    spent = summed(split, grown)
    if "team" in budget.by:
        spent = summed(budget.by, with_team(spent, budget.teams))
    return f"{spent}\n* on () group_left (period)\n{_period(names)}"


def _spent(monitoring: Monitoring, names: Names) -> str:
    spent = f"sum_over_time({names.of(per_minute(monitoring))}[{names.budget.pace.longest}])"
    return summed(names.budget.by, f"\n  {spent}\n  and on (period)\n  {_period(names)}\n")


def _derived(monitoring: Monitoring, names: Names) -> Iterator[tuple[str, str]]:
    budget, amount = names.budget, number(names.budget.amount.value)
    spent, start, end = names.of("spend:usd"), f"scalar({names.edge('start')})", f"scalar({names.edge('end')})"
    yield "spend:ratio", f"{spent} / {amount}"
    yield "left:usd", f"{amount} - {spent}"
    yield "left:ratio", f"1 - {spent} / {amount}"
    recent = _pace(monitoring, names, budget.pace.recent)
    usual = _pace(monitoring, names, budget.pace.usual, "service", "budget")
    yield f"burn:ratio{budget.pace.recent}", f"{recent}\n/ ({amount} / ({end} - {start}))"
    # After a quiet time of that length there is no pace, and nothing more is expected.
    yield "forecast:usd", f"{spent} + {usual} * ({end} - time())\nor\n{spent}"
    yield "forecast:ratio", f"{names.of('forecast:usd')} / {amount}"
    yield "exhaustion:days", f"clamp_min({names.of('left:usd')}, 0)\n/ ({usual} > 0)\n/ {DAY_SECONDS}"


def _pace(monitoring: Monitoring, names: Names, window: Duration, *kept: str) -> str:
    """Dollars a second, with the labels `kept` beside those that the budget splits by."""
    spent = f"sum_over_time({names.of(per_minute(monitoring))}[{window}])"
    return f"{summed((*kept, *names.budget.by), spent)} / {number(window.seconds)}"


def per_minute(monitoring: Monitoring) -> str:
    """What is recorded of each evaluation's spend."""
    return f"spend:increase{interval(monitoring)}"


def _period(names: Names) -> str:
    return f'count_values("period", {names.edge("start")})'


def with_team(spent: str, teams: Mapping[str, tuple[str, ...]]) -> str:
    """`spent` by feature with the label `team`: that of the spec's map, or `unset`."""
    labelled = f'label_replace({spent}, "team", "{UNSET}", "", "")'
    for team, features in teams.items():
        labelled = f'label_replace(\n{labelled},\n"team", "{team}", "feature", "{_alternatives(features)}"\n)'
    return labelled


def _any_of(label: str, values: tuple[str, ...]) -> str:
    if len(values) == 1:
        return f'{label}="{escaped(values[0])}"'
    return f'{label}=~"{_alternatives(values)}"'


def _alternatives(values: tuple[str, ...]) -> str:
    return escaped("|".join(re.escape(value) for value in values))
