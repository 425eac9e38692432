"""Budgets of the spec, resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.model import BudgetAlert, Inhibition
from watchspec_generators.pipeline import generate
from watchspec_generators.rules.budgets import budget_rules

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

    Edited = Callable[..., Monitoring]


def only(*written: str) -> tuple[str, str, str]:
    """The edit that leaves these budgets in the shipped spec."""
    return "budgets:\n", "alerts:\n  - name", "".join(("budgets:\n", *(f"  - {{{one}}}\n" for one in written), "\n"))


def alerts_of(monitoring: Monitoring) -> list[BudgetAlert]:
    """Its alerts on budgets."""
    return [alert for alert in monitoring.alerts if isinstance(alert, BudgetAlert)]


def test_defaults(edited: Edited) -> None:
    """A ticket at 80 %, a page when all is gone, a ticket when it will not last; owned by the service's owner."""
    found = alerts_of(edited(only("name: all-calls, amount: $10, per: day")))
    assert [(alert.name, alert.severity, alert.owner) for alert in found] == [
        ("LLMAllCallsBudgetUsed80Percent", "warning", "ml-platform"),
        ("LLMAllCallsBudgetUsed100Percent", "critical", "ml-platform"),
        ("LLMAllCallsBudgetOverrun", "warning", "ml-platform"),
    ]
    assert [alert.floor and alert.floor.value for alert in found] == [None, None, 2.0]
    assert all(alert.runbook for alert in found)


def test_a_team_spends_what_its_features_spend(edited: Edited) -> None:
    """Features without a team are nobody's."""
    second = ("search_summary: {team: search}", "search_summary: {team: support}")
    none = ("product_copy: {team: catalogue}", "product_copy: {}")
    written = ("name: a, amount: $1, per: day, team: support", "name: b, amount: $1, per: day, by: [team]")
    monitoring = edited(second, none, only(*written))
    filtered, split = monitoring.budgets
    assert any('feature=~"support_chat|search_summary"' in rule["expr"] for rule in budget_rules(monitoring, filtered))
    assert filtered.only == {"feature": ("support_chat", "search_summary")}
    assert (split.only, split.teams) == ({}, {"support": ("support_chat", "search_summary")})


def test_a_feature_and_a_model(edited: Edited) -> None:
    """Both are labels of what is spent."""
    (budget,) = edited(only("name: a, amount: $1, per: day, feature: support_chat, model: gpt-4o")).budgets
    assert budget.only == {"feature": ("support_chat",), "model": ("gpt-4o",)}


@pytest.mark.parametrize(
    ("tell", "silences"),
    [("{80%: ticket, 100%: page}", True), ("{80%: ticket}", False), ("{80%: page, 100%: page}", False)],
)
def test_a_page_silences_tickets_where_there_are_both(edited: Edited, tell: str, silences: bool) -> None:
    """One rule for all budgets, if any needs it."""
    found = edited(only(f"name: a, amount: $1, per: day, overrun: none, tell: {tell}")).inhibit
    rule = Inhibition({"urgency": "page"}, {"urgency": "ticket"}, ("service", "budget", "team", "feature", "model"))
    assert (rule in found) is silences


def test_a_faster_clock_has_no_calendar(edited: Edited) -> None:
    """In the demo there are neither budgets nor alerts on them, nor a file about them."""
    demo = edited(environment="demo")
    assert demo.budgets == ()
    assert alerts_of(demo) == []
    assert not any("udget_monthly" in artefact.path or "MonthlyBudget" in artefact.text for artefact in generate(demo))


def test_no_budgets(edited: Edited) -> None:
    """They may be left out."""
    assert edited(("budgets:\n", "alerts:\n  - name", "")).budgets == ()
