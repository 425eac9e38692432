"""Alerts on error budgets as they are resolved: names, windows, severities, what the objective says otherwise."""

from __future__ import annotations

import pytest
from tests.spec.conftest import edited

from watchspec_generators.model import BurnAlert, Inhibition
from watchspec_generators.model.burning import default_windows
from watchspec_generators.spec import load
from watchspec_generators.values.duration import parse_duration

UP = "  - {name: up, of: success, target: 99%, window: 30d}\n"


def burning(*edits: tuple[str, str]) -> dict[str, BurnAlert]:
    """The burn alerts of the small spec with edits, by name."""
    alerts = load(edited(*edits), file="f").alerts
    return {alert.name: alert for alert in alerts if isinstance(alert, BurnAlert)}


def test_every_objective_has_a_page_and_a_ticket() -> None:
    """Named after it, of the severities of the policy, owned by the service's owner."""
    found = burning(("alerts:\n", "severities: {ticket: info, info: warning}\nalerts:\n"))
    assert [(alert.name, alert.urgency, alert.severity, alert.owner) for alert in found.values()] == [
        ("LLMUpErrorBudgetBurnFast", "page", "critical", "core"),
        ("LLMUpErrorBudgetBurnSlow", "ticket", "info", "core"),
        ("LLMFastErrorBudgetBurnFast", "page", "critical", "core"),
        ("LLMFastErrorBudgetBurnSlow", "ticket", "info", "core"),
    ]


@pytest.mark.parametrize(
    ("window", "pairs"),
    [
        ("30d", ["14.4 1h 5m", "6 6h 30m", "3 1d 2h", "1 3d 6h"]),
        ("28d", ["14.4 56m 5m", "6 5h36m 28m", "3 22h24m 1h52m", "1 2d19h12m 5h36m"]),
        ("7d", ["14.4 14m 1m", "6 1h24m 7m", "3 5h36m 28m", "1 16h48m 1h24m"]),
        ("90d", ["14.4 3h 15m", "6 18h 1h30m", "3 3d 6h", "1 9d 18h"]),
    ],
)
def test_windows_are_in_proportion(window: str, pairs: list[str]) -> None:
    """Those of the SRE workbook for a month, in whole minutes."""
    length = parse_duration(window)
    found = (*default_windows(length, "page"), *default_windows(length, "ticket"))
    assert [f"{pair.burn:g} {pair.long} {pair.short}" for pair in found] == pairs


def test_a_pair_that_cannot_be_passed_is_left_out() -> None:
    """With a target of 90 % not even an outage burns 14.4 times too fast."""
    found = burning(("target: 99%", "target: 90%"))
    assert [pair.burn for pair in found["LLMUpErrorBudgetBurnFast"].windows] == [6]


def test_an_objective_says_otherwise() -> None:
    """Which alerts, and of each the name, windows, owner, texts and runbook; what it does not say stays."""
    own = """  - name: up
    of: success
    target: 99%
    floor: 7
    runbook: Look up.
    labels: {topic: health}
    page: {name: Down, windows: [{burn: 10, long: 2h, short: 10m}], summary: "{objective}!", keep_firing_for: 5m}
    ticket: {runbook: Look down., description: ""}
"""
    policy = ("alerts:\n", "severities: {never_held_back: []}\nalerts:\n")
    found = burning((UP, own), ("under: 5s}", "under: 5s, alerts: []}"), policy)
    assert list(found) == ["Down", "LLMUpErrorBudgetBurnSlow"]
    page, ticket = found.values()
    assert [f"{pair.burn:g} {pair.long} {pair.short}" for pair in page.windows] == ["10 2h 10m"]
    assert (page.summary, page.runbook, ticket.runbook) == ("{objective}!", "Look up.", "Look down.")
    assert (page.floor.quantity.value, page.labels, str(page.keep_firing_for)) == (7, {"topic": "health"}, "5m")
    assert ticket.description == ""
    assert page.description


def test_a_page_silences_its_ticket() -> None:
    """After the spec's own inhibitions, and only where an objective has both."""
    assert load(edited(), file="f").inhibit[-1] == Inhibition(
        {"urgency": "page"}, {"urgency": "ticket"}, ("service", "objective")
    )
    one_each = load(
        edited(("window: 30d}", "alerts: [page]}"), ("under: 5s}", "under: 5s, alerts: [ticket]}")), file="f"
    )
    assert [rule.source for rule in one_each.inhibit] == [{"severity": "critical"}]


def test_the_edge_of_a_score_is_just_under_it() -> None:
    """A score of exactly the limit is good; other limits are edges themselves."""
    quality = ("of: latency, target: 95%, under: 5s", "of: quality, target: 90%, at_least: 0.7")
    assert [goal.edge for goal in load(edited(quality), file="f").objectives] == [None, 0.699999]
    assert [goal.edge for goal in load(edited(), file="f").objectives] == [None, 5.0]
