"""Events held against expectations."""

from __future__ import annotations

from dataclasses import replace

import pytest

from watchspec_generators.demo.addresses import Address
from watchspec_generators.demo.events import Event, EventKind
from watchspec_generators.demo.expectations import Expectation, Heartbeat
from watchspec_generators.demo.fates import Fate
from watchspec_generators.demo.timeline import Step, Timeline, decided, heartbeat_step, steps

PAGER = Address("oncall", "pagerduty", "key")
LIMITS = {"pending": 10.0, "firing": 20.0, "told": 30.0, "closed": 15.0}
PAGE = Expectation(
    "errors", "High", {"model": "m"}, Fate("delivered", (PAGER,), ()), ("fail",), waits=True, limits=LIMITS
)
INHIBITED = replace(PAGE, fate=Fate("inhibited", (), (), "High"), alert="Elevated")
MUTED = replace(PAGE, fate=Fate("muted", (), (), "nights"), alert="Poor")
BEGIN, END = 100.0, 130.0


def _event(kind: EventKind, at: float, subject: str = "High", detail: str = "", model: str = "m") -> Event:
    return Event(at, kind, subject, {"model": model}, detail)


def _trouble(kind: EventKind, at: float) -> Event:
    return Event(at, kind, "errors", {})


def _all(expectation: Expectation, now: float, *events: Event, over: bool = False) -> dict[str, Step]:
    return {step.what: step for step in steps(Timeline(events, now, over), expectation)}


FULL = (
    _trouble("injected", BEGIN),
    _event("pending", 101),
    _event("firing", 106),
    _event("delivered", 107, detail=str(PAGER)),
    _trouble("ended", END),
    _event("closed", 140, detail=str(PAGER)),
)


def test_a_full_course_is_timed_from_injection_and_end() -> None:
    """Pending, firing and delivery count from the injection, the resolve from the trouble's end."""
    found = _all(PAGE, 150, *FULL)
    assert {what: (step.took, step.state) for what, step in found.items()} == {
        "pending": (1.0, "ok"),
        "firing": (6.0, "ok"),
        "delivered to oncall (pagerduty)": (7.0, "ok"),
        "resolved at oncall (pagerduty)": (10.0, "ok"),
    }
    assert found["resolved at oncall (pagerduty)"].expected == "a resolve with the trigger's dedup_key"


@pytest.mark.parametrize("missing", [1, 2, 3, 5])
def test_any_missing_event_fails_its_step(missing: int) -> None:
    """Leave out one event, and at the end exactly its step (and what follows from it) has failed."""
    events = FULL[:missing] + FULL[missing + 1 :]
    failed = {what for what, step in _all(PAGE, 150, *events, over=True).items() if step.state == "failed"}
    resolve = "resolved at oncall (pagerduty)"
    expected: dict[int, set[str]] = {
        1: {"pending"},
        2: {"firing"},
        3: {"delivered to oncall (pagerduty)", resolve},
        5: {resolve},
    }
    assert failed == expected[missing]


def test_nothing_is_judged_before_its_time() -> None:
    """Before the injection and within the limits, steps are waited for."""
    assert {step.state for step in _all(PAGE, 150).values()} == {"waiting"}
    assert {step.state for step in _all(PAGE, 105, FULL[0]).values()} == {"waiting"}


def test_a_limit_that_passes_fails_without_waiting_for_the_end() -> None:
    """Once its limit is over, a step has failed, also when the event comes late."""
    assert _all(PAGE, 110.5, FULL[0])["pending"].state == "failed"
    late = _all(PAGE, 115, FULL[0], _event("pending", 112))["pending"]
    assert (late.state, late.took) == ("failed", 12.0)


def test_what_rests_on_a_failed_step_is_not_waited_for() -> None:
    """An alert that is never pending need not be waited for to fire; but one that fires after all is seen."""
    failed = {step.state for step in _all(PAGE, 111, FULL[0]).values() if step.part == "before"}
    assert failed == {"failed"}
    assert _all(PAGE, 111, FULL[0], FULL[2])["firing"].state == "ok"


def test_a_trouble_that_never_came_has_failed_at_the_end() -> None:
    """Steps of a trouble that was not injected did not happen."""
    assert {step.state for step in _all(PAGE, 150, over=True).values()} == {"failed"}


def test_events_of_others_or_of_before_do_not_count() -> None:
    """Another model's alert, and one from before the injection, prove nothing."""
    found = _all(PAGE, 105, FULL[0], _event("pending", 99), _event("pending", 101, model="other"))
    assert found["pending"].state == "waiting"


def test_an_alert_without_for_has_no_pending_step() -> None:
    """What does not wait is not seen waiting."""
    assert "pending" not in _all(replace(PAGE, waits=False), 105)


def test_an_inhibited_alert_is_seen_silenced_and_nobody_hears_of_it() -> None:
    """The inhibiting alert is named; a notification after the end of the trouble is not held against it."""
    seen = (FULL[0], _event("inhibited", 110, "Elevated", "High"), _trouble("ended", END))
    found = _all(INHIBITED, 150, *seen, _event("delivered", 135, "Elevated"))
    assert (found["inhibited"].took, found["inhibited"].state) == (10.0, "ok")
    assert found["nothing sent"].state == "ok"
    assert _all(INHIBITED, 115, *seen[:2])["nothing sent"].state == "waiting"
    early = _all(INHIBITED, 150, *seen, _event("delivered", 112, "Elevated"))["nothing sent"]
    assert (early.state, early.took) == ("failed", 12.0)


def test_another_inhibiting_alert_does_not_count() -> None:
    """Silenced by the wrong one is not what the spec says."""
    found = _all(INHIBITED, 108, FULL[0], _event("inhibited", 106, "Elevated", "Another"))
    assert found["inhibited"].state == "waiting"


def test_a_muted_alert_is_judged_at_the_very_end() -> None:
    """Only when the run is over is it certain that nothing was sent, however late."""
    seen = (FULL[0], _event("muted", 110, "Poor", "nights"), _trouble("ended", END))
    assert _all(MUTED, 150, *seen)["nothing sent"].state == "waiting"
    assert _all(MUTED, 150, *seen, over=True)["nothing sent"].state == "ok"
    assert _all(MUTED, 150, *seen, _event("delivered", 149, "Poor"), over=True)["nothing sent"].state == "failed"
    assert _all(MUTED, 150, over=True)["nothing sent"].state == "waiting"


def _heard(*at: float, now: float = 20.0, over: bool = True) -> Step:
    beats = [_event("delivered", each, "Watchdog", "dead man (webhook)") for each in at]
    beat = Heartbeat("Watchdog", (), (), gap=6.0)
    return heartbeat_step(Timeline(beats, now, over), beat, "dead man (webhook)")


def test_the_longest_silence_of_the_heartbeat_counts() -> None:
    """Often enough and never silent for long, up to the end."""
    assert (_heard(5, 10, 15).state, _heard(5, 10, 15).took) == ("ok", 5.0)
    assert (_heard(5, 8, 11).state, _heard(5, 8, 11).took) == ("failed", 9.0)
    assert _heard(15, 18).state == "failed"
    assert (_heard().state, _heard().took) == ("failed", None)
    assert _heard(5, over=False).state == "waiting"


def test_decided_looks_only_at_what_is_wanted() -> None:
    """Steps of another part may still be waited for."""
    found = _all(PAGE, 120, *FULL[:4]).values()
    assert decided(found, lambda step: step.part == "before")
    assert not decided(found, lambda step: step.part == "after")
