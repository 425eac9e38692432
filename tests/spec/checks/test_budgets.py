"""Budgets are amounts of money, of spend that there is, by a calendar that rules can follow."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.spec.conftest import Break

BUDGET = "{name: b, amount: $5, per: month}"


def budgets(*written: str) -> tuple[str, str]:
    """The edit that adds budgets to the small spec."""
    return "alerts:\n", "".join(("budgets:\n", *(f"  - {budget}\n" for budget in written), "alerts:\n"))


def test_budgets_of_every_shape_are_fine(broken: Break) -> None:
    """Of a team, a feature, a model, by each of them; told at any share, or not at all; in zones of all kinds."""
    edit = budgets(
        "{name: a, amount: $0.50, per: day}",
        "{name: b, amount: $5, per: month, team: support, by: [model], timezone: Asia/Kolkata}",
        "{name: c, amount: $5, per: day, feature: chat, model: gpt-4o, tell: {}, overrun: none}",
        "{name: d-e, amount: $5, per: day, by: [team, feature, model], tell: {50%: ticket, 99.5%: page, 200%: page}}",
    )
    assert broken(edit) == []


@pytest.mark.parametrize(
    ("written", "at", "message"),
    [
        ("amount: 5, per: day", "5,", "5 is no amount of money"),
        ("amount: $0, per: day", "$0", "$0 is no amount of money"),
        ("amount: $5, per: day, timezone: Berlin", "Berlin", "there is no time zone `Berlin`"),
        ("amount: $5, per: day, timezone: Asia/Gaza", "Asia/Gaza", "the clocks of `Asia/Gaza` follow no yearly rule"),
        ("amount: $5, per: day, team: suport", "suport", "there is no team `suport`"),
        ("amount: $5, per: day, feature: chad", "chad", "there is no feature `chad`"),
        ("amount: $5, per: day, model: gpt-4", "gpt-4", "there is no model `gpt-4`"),
        ("amount: $5, per: day, team: support, feature: chat", "team:", "a feature is one team's already"),
        ("amount: $5, per: day, team: support, by: [model, team]", "team]", "there is one team only, support"),
        ("amount: $5, per: day, by: [team, team]", "team]", "team is named twice"),
        ("amount: $5, per: day, tell: {'80': page}", "'80':", "80 is no share of an amount"),
        ("amount: $5, per: day, tell: {0%: page}", "0%:", "0% is no share of an amount"),
        ("amount: $5, per: day, tell: {most: page}", "most:", "most is no share of an amount"),
    ],
)
def test_what_is_no_budget(broken: Break, written: str, at: str, message: str) -> None:
    """Each fault is told at its place."""
    [found] = broken(budgets(f"{{name: b, {written}}}"))
    assert (found.code, found.message) == ("budgets", message)
    assert found.at.startswith(at)


def test_names_of_their_own(broken: Break) -> None:
    """Neither two budgets nor an alert of one and another alert have the same name."""
    twice = broken(budgets(BUDGET, BUDGET))
    assert [found.message for found in twice] == [
        "its alerts have names that other alerts have",
        "another budget has this name",
    ]
    edit = ("  - name: Spend\n", "  - name: LLMBBudgetUsed80percent\n")
    assert [found.message for found in broken(budgets(BUDGET), edit)] == [
        "its alerts have names that other alerts have"
    ]
    assert len(broken(budgets(BUDGET.replace("month", "month, tell: {80%: page, 80.0%: page}")))) == 1


def test_retention(broken: Break) -> None:
    """A month must still be kept when it ends; how long that takes is said."""
    found = broken(budgets(BUDGET), ("retention: 40d", "retention: 31d"))
    assert [(one.code, one.at[:5], one.message) for one in found] == [
        ("look_back", "month", "b looks back 32d, but Prometheus keeps samples for 31d")
    ]


def test_rules_that_are_evaluated_too_seldom(broken: Break) -> None:
    """A period begins with the first evaluation in it."""
    found = broken(budgets(BUDGET), ("evaluation_interval: 15s", "evaluation_interval: 15m"))
    assert ("budgets", "a budget would begin up to 15m late") in [(one.code, one.message) for one in found]


def test_owners_are_known(broken: Break) -> None:
    """As those of alerts."""
    found = broken(budgets(BUDGET.replace("b,", "b, owner: cora,")))
    assert [(one.code, one.message) for one in found] == [("references", "there is no owner `cora`")]


def test_routes_may_ask_for_budgets(broken: Break) -> None:
    """By the budget, by the team that it is split by, and by how urgent it is."""
    match = ("match: {severity: critical}", "match: {budget: b, team: support, urgency: page}")
    assert broken(budgets(BUDGET.replace("month", "month, by: [team]")), match) == []
    [found] = broken(budgets(BUDGET), ("match: {severity: critical}", "match: {budget: c}"))
    assert found.message == "no alert has budget `c`"


def test_unset_is_no_team(broken: Break) -> None:
    """It stands for the features that have none."""
    [found] = broken(("chat: {team: support}", "chat: {team: unset}"))
    assert (found.code, found.message) == ("reserved", "`unset` stands for features without a team")
