"""The policy for severities holds on every way that an alert can take."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.spec.shape import Severities

if TYPE_CHECKING:
    from tests.spec.conftest import Break

NIGHT = "{name: night, match: {topic: health}, mute: [nights]}"


QUIET = (
    "  - {name: up, of: success, target: 99%, window: 30d}\n  - {name: fast, of: latency, target: 95%, under: 5s}\n",
    "  - {name: up, of: success, target: 99%, window: 30d, alerts: []}\n",
)


def policy(written: str) -> tuple[str, str]:
    """An edit that gives the small spec a policy."""
    return "inhibit:\n", f"severities: {written}\ninhibit:\n"


def test_roles_of_labels() -> None:
    """A page is critical and a ticket a warning unless the spec says otherwise; a watchdog's severity has no role."""
    usual, own = Severities(), Severities(page="warning", ticket="info", info="critical")
    assert [usual.label(role) for role in ("page", "ticket", "info")] == ["critical", "warning", "info"]
    assert [own.role(label) for label in ("warning", "info", "critical", "none")] == ["page", "ticket", "info", None]


def test_a_page_is_never_held_back(broken: Break) -> None:
    """A window on a page's way is told at the route, also where only one value of a label takes that way."""
    found = broken(QUIET, (NIGHT, "{name: night, match: {model: gpt-4o}, mute: [nights]}"))
    assert [(code, message) for code, _, message in found] == [
        ("severities", "Errors is a page and would be held back by nights")
    ]
    assert found[0].at.startswith("{name: night")


def test_active_hours_hold_back_too(broken: Break) -> None:
    """A window outside which nothing is sent does the same."""
    found = broken(QUIET, ("    - name: pages\n", "    - name: pages\n      active: [nights]\n"))
    assert {message for _, _, message in found} == {"Errors is a page and would be held back by nights"}


@pytest.mark.parametrize("severity", ["page", "ticket", "info"])
def test_what_may_wait_is_said(broken: Break, severity: str) -> None:
    """Those that `never_held_back` names are checked, and no others."""
    rest = "{name: rest, match: {severity: [warning, info]}"
    edits = (
        ("    - name: pages\n", "    - name: pages\n      mute: [nights]\n"),
        (rest, f"{rest}, mute: [nights]"),
        policy(f"{{never_held_back: [{severity}]}}"),
    )
    alerts = {"page": ["Errors"], "ticket": ["SomeErrors", "Spend"], "info": ["Queue"]}[severity]
    held = [f"{name} is a{'n'[: severity == 'info']} {severity} and would be held back by nights" for name in alerts]
    assert sorted({message.replace(" a info", " an info") for _, _, message in broken(QUIET, *edits)}) == held


def test_a_label_has_one_role(broken: Break) -> None:
    """Two roles with one severity could not be told apart, whichever of them was written."""
    for written in ("{ticket: critical}", "{page: warning}"):
        found = broken(QUIET, policy(written))
        assert ("severities", "`{}` is the severity of a page already".format(written[1:-1].split(": ")[1])) in [
            (code, message) for code, _, message in found
        ]


def test_a_severity_without_a_role(broken: Break) -> None:
    """An alert whose severity no role has is not covered by the policy."""
    found = broken(QUIET, policy("{ticket: info, info: info}"))
    assert ("severities", "the policy has no severity `warning`") in [(code, message) for code, _, message in found]


def test_meanings_cover_all_that_is_used(broken: Break) -> None:
    """Once the policy says what one severity means, it says so for each that an alert has."""
    found = broken(QUIET, policy("{means: {page: Get up., ticket: Look at it tomorrow.}}"))
    assert [(code, message) for code, _, message in found] == [
        ("severities", "the policy doesn't say what info means, which Queue is")
    ]
    assert found[0].at.startswith("info")
    assert broken(QUIET, policy("{means: {page: Get up., ticket: Tomorrow., info: Whenever.}}")) == []


def test_who_must_be_told(broken: Break) -> None:
    """A page that misses the receivers of pages is told at its severity."""
    found = broken(QUIET, policy("{receivers: {page: [switch]}}"))
    assert [(code, message) for code, _, message in found] == [
        ("severities", "Errors is a page and goes to chat alone")
    ]
    assert found[0].at.startswith("critical")
    assert broken(QUIET, policy("{receivers: {page: [switch, chat]}}")) == []


def test_receivers_exist(broken: Break) -> None:
    """A receiver that nothing defines is told with the name that was meant."""
    found = broken(QUIET, policy("{receivers: {ticket: [chatt]}}"))
    assert ("references", "there is no receiver `chatt`") in [(code, message) for code, _, message in found]


def test_alerts_of_objectives_keep_to_the_policy(broken: Break) -> None:
    """The page of an objective is never held back either."""
    edits = (
        ("target: 99%, window: 30d", "target: 99%, window: 30d, alerts: [page]"),
        ("    - name: pages\n", "    - name: pages\n      mute: [nights]\n"),
    )
    found = {message for code, _, message in broken(*edits) if code == "severities"}
    assert "LLMUpErrorBudgetBurnFast is a page and would be held back by nights" in found


def test_alerts_of_budgets_keep_to_the_policy(broken: Break) -> None:
    """Nor is the page of a budget, told at the budget's name where only one value takes that way."""
    budget = '  - {name: monthly, amount: $500, per: month, by: [model], tell: {"100%": page}, overrun: none}\n'
    edits = (
        ("alerts:\n", f"budgets:\n{budget}alerts:\n"),
        (NIGHT, "{name: night, match: {budget: monthly, model: gpt-4o}, mute: [nights]}"),
    )
    found = [each for each in broken(QUIET, *edits) if each.code == "severities"]
    assert [each.at.split(",")[0] for each in found] == ["{name: night"]
    assert found[0].message.endswith(" is a page and would be held back by nights")


def test_a_watchdogs_severity_is_nobodys_role() -> None:
    """Even where a policy gives it one by mistake, no alert counts as a page for it."""
    assert Severities(page="none").role("none") is None
