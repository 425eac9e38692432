"""Windows of alerts on error budgets that could not work, told at their place."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.spec.conftest import Break

TARGET = "target: 99%, window: 30d}"


@pytest.mark.parametrize(
    ("pair", "at", "message"),
    [
        ("{burn: 95, long: 1h, short: 5m}", "95,", "up can't burn 95 times too fast, even if every call is bad"),
        (
            "{burn: 9, long: 1h, short: 40m}",
            "40m}",
            "the short window of up, 40m, is not much shorter than the long one, 1h",
        ),
        ("{burn: 9, long: 31d, short: 5m}", "31d,", "an alert on up looks back 31d, further than the objective"),
        ("{burn: 9, long: 1h, short: 20s}", "20s}", "a window of 20s holds less than two scrapes (15s apart)"),
    ],
)
def test_a_pair_that_could_not_work(pair: str, at: str, message: str, broken: Break) -> None:
    """Out of reach, too alike, too long or too short."""
    (found,) = broken((TARGET, f"target: 99%, window: 30d, page: {{windows: [{pair}]}}}}"))
    assert (found.code, found.message) == ("burn_windows", message)
    assert found.at.startswith(at)


def test_beyond_the_retention(broken: Break) -> None:
    """Of an objective, and of the default windows of its alerts."""
    found = broken(
        ("retention: 40d", "retention: 2d"),
        ("under: 5s}", "under: 5s, alerts: []}"),
        ("[service, signal]", "[service]"),
    )
    assert {(code, at, message) for code, at, message in found if "up " in message or "on up" in message} == {
        ("look_back", "30d}", "up looks back 30d, longer than the retention"),
        ("burn_windows", "30d}", "an alert on up looks back 3d, longer than the retention"),
    }


def test_a_window_too_short_for_alerts(broken: Break) -> None:
    """Told at the objective's window, where nothing else is written."""
    found = broken((TARGET, "target: 99%, window: 10m}"))
    assert {code for code, _, _ in found} == {"burn_windows"}
    assert all(at.startswith("10m}") for _, at, _ in found)


def test_a_target_that_no_page_can_meet(broken: Break) -> None:
    """Where even an outage could not page, the spec has to say that it knows."""
    (found,) = broken(("target: 99%", "target: 80%"))
    assert found.message == "a target of 80% leaves too much room for a page: every call may be bad without one"
    assert found.at.startswith("80%")
    assert broken((TARGET, "target: 80%, window: 30d, alerts: [ticket]}")) == []
    assert broken(("target: 99%", "target: 85%")) == []


def test_windows_of_no_length(broken: Break) -> None:
    """Are told once, and not judged further."""
    found = broken((TARGET, "target: 99%, window: 30d, page: {windows: [{burn: 9, long: 0s, short: 0s}]}}"))
    assert [(code, message) for code, _, message in found] == [
        ("positive", "`long` can't be 0"),
        ("positive", "`short` can't be 0"),
    ]


def test_what_objectives_say_of_their_alerts(broken: Break) -> None:
    """Owners, labels, floors, words, lines and times are held to the same as in alerts."""
    own = (
        "target: 99%, window: 30d, owner: nobody, labels: {urgency: high}, floor: $5, "
        'page: {summary: "{model} burns", owner: none, keep_firing_for: 1s}, '
        'ticket: {description: "{target}", summary: " "}}'
    )
    found = broken((TARGET, own), ("alerts:\n", "severities: {page: none}\nalerts:\n"))
    assert sorted((code, message) for code, _, message in found) == [
        ("floors", "$5 is no floor for an objective"),
        ("holding", "1s is shorter than the time between two evaluations, 15s"),
        ("own_labels", "the label `urgency` is set for you"),
        ("references", "there is no owner `nobody`"),
        ("references", "there is no owner `none`"),
        ("severities", "the policy has no severity `critical`"),
        ("texts", "a summary is one line"),
        ("texts", "an alert on an objective has no {model}"),
        ("watchdog", "only a watchdog has no severity"),
    ]


def test_names_of_their_own(broken: Break) -> None:
    """Of alerts and of objectives' alerts alike; two objectives of one name are told once."""
    found = broken(
        ("- name: Errors", "- name: LLMUpErrorBudgetBurnFast"), ("under: 5s}", "under: 5s, page: {name: SomeErrors}}")
    )
    assert [(code, message) for code, _, message in found] == [("duplicates", "another alert has this name")] * 2


def test_routes_may_ask_for_them(broken: Break) -> None:
    """By name, objective, urgency or a label of their own; and not by what none of them has."""
    assert broken(("match: {alertname: Watchdog}", "match: {alertname: [Watchdog, LLMUpErrorBudgetBurnFast]}")) == []
    assert broken(("match: {severity: [warning, info]}", "match: {objective: up, urgency: [page, ticket]}")) == []
    (found,) = broken(("match: {severity: [warning, info]}", "match: {objective: down}"))
    assert (found.code, found.message) == ("matchers", "no alert has objective `down`")
