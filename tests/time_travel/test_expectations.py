"""Time tests hold or say where they fail, on what is generated for the small and the shipped spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.spec.conftest import edited as small_edited

from watchspec_generators.alertmanager import PATH, configuration
from watchspec_generators.edge.proofs.time_tests import prove
from watchspec_generators.simulator import read_config
from watchspec_generators.spec import load
from watchspec_generators.time_travel.expectations import failures

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchspec_generators.model import Monitoring

WARNING = "- {name: rest, match: {severity: [warning, info]}, mute: [nights]}"


def failed(test: str, *edits: tuple[str, str], environment: str | None = None) -> tuple[str, ...]:
    """What a test on the small spec, in which warnings sleep at night, says."""
    text = small_edited(
        ("- {name: rest, match: {severity: [warning, info]}}", WARNING),
        ("environments:", f"tests:\n  - {test}\nenvironments:"),
        *edits,
    )
    monitoring = load(text, file="small.yaml", environment=environment)
    said = failures(monitoring, read_config(configuration(monitoring)))
    written = text.split("\n")
    for line in said:
        file, number, column, _ = line.split(":", 3)
        assert (file, written[int(number) - 1][int(column) - 1 :].rstrip("]")) == ("small.yaml", test)
    return tuple(line.split(": ", 1)[1] for line in said)


@pytest.mark.parametrize(
    "asked",
    [
        "{alert: SomeErrors, at: 2026-03-29T01:30 Europe/Berlin, muted: nights}",
        "{alert: SomeErrors, at: 2026-03-29T01:30 Europe/Berlin, notified_at: 2026-03-29T08:00 Europe/Berlin}",
        "{alert: SomeErrors, at: 2026-03-29T21:59:31 Europe/Berlin, muted: true}",
        "{alert: SomeErrors, at: 2026-03-29T21:59:29 Europe/Berlin, muted: false, receivers: [chat]}",
        "{alert: SomeErrors, at: 2026-03-29T10:00Z, firing: [Errors], inhibited: true, notified_at: never}",
        "{alert: SomeErrors, at: 2026-03-29T10:00Z, firing: [Spend], inhibited: false}",
        "{alert: SomeErrors, at: 2026-03-29T10:00Z, labels: {model: m}, firing: [Errors], inhibited: true}",
        "{alert: Queue, at: 2026-03-29T10:00Z, labels: {queue: q}, firing: [Queue], receivers: [chat]}",
        "{alert: Watchdog, at: 2026-03-29T01:30 Europe/Berlin, notified_at: 2026-03-29T01:30:30 Europe/Berlin}",
    ],
)
def test_what_is_so(asked: str) -> None:
    """What holds is judged at the first look, group_wait after the alert."""
    assert failed(asked) == ()


@pytest.mark.parametrize(
    ("asked", "message"),
    [
        ("receivers: [switch]", "expected receivers switch, but it goes to chat"),
        ("receivers: []", "expected receivers nothing, but it goes to chat"),
        ("muted: false", "expected muted: false, but held back by chat: nights"),
        ("inhibited: true", "expected inhibited: true, but inhibited by nothing"),
        ("firing: [Errors], inhibited: false", "expected inhibited: false, but inhibited by Errors"),
        (
            "notified_at: 2026-03-29T09:00 Europe/Berlin",
            "expected notified_at: 2026-03-29T09:00 Europe/Berlin, but notified at 2026-03-29T08:00:00 Europe/Berlin",
        ),
        ("notified_at: never", "expected notified_at: never, but notified at 2026-03-29T08:00:00 Europe/Berlin"),
        (
            "firing: [Errors], notified_at: 2026-03-29T09:00 Europe/Berlin",
            "expected notified_at: 2026-03-29T09:00 Europe/Berlin, but nobody is notified within a week",
        ),
    ],
)
def test_what_is_not_so(asked: str, message: str) -> None:
    """The place in the spec, the alert, the moment, what was expected and what comes instead."""
    (line,) = failed(f"{{alert: SomeErrors, at: 2026-03-29T01:29:30 Europe/Berlin, {asked}}}")
    assert line == f"SomeErrors at 2026-03-29T01:29:30 Europe/Berlin: {message}"


def test_a_window_that_was_made_into_another() -> None:
    """Hours of a parent that became a mute of the times outside them still go by their name."""
    edits = (
        ("match: {severity: critical}\n", "match: {severity: critical}\n      active: [days]\n"),
        ("match: {topic: health}, mute: [nights]", "match: {topic: health}, active: [nights]"),
        ("  nights: {", "  days: {timezone: Europe/Berlin, ranges: [weekdays 09:00-17:00]}\n  nights: {"),
        ('severity: warning\n    summary: "some fail"', 'severity: critical\n    summary: "some fail"'),
        ("above: 2%", "above: 6%"),
        ("alerts:\n", "severities: {never_held_back: []}\nalerts:\n"),
    )
    asked = "{alert: SomeErrors, at: 2026-11-24T20:00 Europe/Berlin, muted: days}"
    assert failed(asked, *edits) == ()
    (line,) = failed(asked.replace("days", "false"), *edits)
    assert line.endswith("held back by chat: outside days, nights")


def test_a_split_budget_arrives_with_its_labels() -> None:
    """Routes that ask for a team, feature or model see it, be it the declared or the given one."""
    budget = (
        "budgets:\n  - {name: teams, amount: $9, per: day, by: [team], tell: {100%: page}, overrun: none}\nalerts:\n"
    )
    edits = (
        ("alerts:\n", budget),
        ("    - name: pages\n", "    - {name: team, match: {team: support}, receiver: switch}\n    - name: pages\n"),
    )
    asked = "{alert: LLMTeamsBudgetUsed100Percent, at: 2026-03-29T10:00Z, receivers: [switch]}"
    assert failed(asked, *edits) == ()
    (line,) = failed(asked.replace("at:", "labels: {team: search}, at:"), *edits)
    assert line.endswith("expected receivers switch, but it goes to chat")
    assert failed(asked.replace("switch", "chat").replace("at:", "labels: {team: search}, at:"), *edits) == ()


def test_an_environment_has_tests_of_its_own() -> None:
    """Elsewhere clocks and windows differ, so that the spec's tests would say nothing there."""
    asked = "{alert: SomeErrors, at: 2026-03-29T01:30 Europe/Berlin, muted: false}"
    assert len(failed(asked)) == 1
    assert failed(asked, environment="test") == ()
    own = ("set:\n", f"set:\n      tests: [{asked}]\n")
    assert len(failed(asked, own, environment="test")) == 1


def test_the_proof(shipped: Monitoring, edited: Callable[..., Monitoring], write: Callable[..., Path]) -> None:
    """The shipped spec's tests hold on what is generated; with the nights taken from a route they don't."""
    folder = write(shipped, "alertmanager")
    (proof,) = prove(folder, shipped)
    assert (proof.ok, proof.count) == (True, len(shipped.tests))
    written = (folder / PATH).read_text()
    (folder / PATH).write_text(written.replace("'08:00'", "'07:50'", 1))
    (wrong,) = prove(folder, shipped)
    assert not wrong.ok
    assert wrong.detail.startswith("monitoring.yaml:")
    assert list(prove(folder, edited(("\ntests:", "\ndashboards:", "\n")))) == []
