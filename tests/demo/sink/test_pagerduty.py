"""The imitation of PagerDuty's Events API v2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.demo.sink import pagerduty

if TYPE_CHECKING:
    from watchspec_generators.demo.sink.answer import Answer

KEY = "k" * pagerduty.ROUTING_KEY_LENGTH
TRIGGER: dict[str, Any] = {
    "routing_key": KEY,
    "event_action": "trigger",
    "dedup_key": "abc",
    "payload": {"summary": "It burns", "source": "alertmanager", "severity": "critical"},
}


def _answer(event: object) -> Answer:
    return pagerduty.answer(json.dumps(event).encode(), 5.0)


def test_a_trigger_is_accepted_and_kept() -> None:
    """A valid trigger is answered with 202 and its dedup_key, and becomes a firing delivery."""
    answer = _answer(TRIGGER)
    assert answer.status == 202
    assert json.loads(answer.body) == {"status": "success", "message": "Event processed", "dedup_key": "abc"}
    assert answer.delivery is not None
    delivered = answer.delivery
    assert (delivered.at, delivered.protocol, delivered.target) == (5.0, "pagerduty", KEY)
    assert (delivered.status, delivered.text, delivered.key) == ("firing", "It burns", "abc")


def test_a_resolve_needs_no_payload() -> None:
    """A resolve is valid with key and action alone."""
    answer = _answer({"routing_key": KEY, "event_action": "resolve", "dedup_key": "abc"})
    assert answer.status == 202
    assert answer.delivery is not None
    assert (answer.delivery.status, answer.delivery.text) == ("resolved", "")


def test_an_acknowledgement_is_no_notification() -> None:
    """PagerDuty accepts acknowledgements, which tell nobody anything."""
    answer = _answer({"routing_key": KEY, "event_action": "acknowledge", "dedup_key": "abc"})
    assert (answer.status, answer.delivery) == (202, None)


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"routing_key": "short"}, "routing_key"),
        ({"routing_key": 7}, "routing_key"),
        ({"event_action": "shout"}, "event_action"),
        ({"dedup_key": ""}, "dedup_key"),
        ({"dedup_key": "x" * 256}, "dedup_key"),
        ({"payload": None}, "payload"),
        ({"payload": {"summary": " ", "source": "a", "severity": "info"}}, "payload.summary"),
        ({"payload": {"summary": "a", "severity": "info"}}, "payload.source"),
        ({"payload": {"summary": "a", "source": "a", "severity": "bad"}}, "payload.severity"),
    ],
)
def test_an_invalid_event_is_refused(change: dict[str, Any], complaint: str) -> None:
    """Each broken field is refused with 400 and named."""
    answer = _answer({**TRIGGER, **change})
    assert (answer.status, answer.delivery) == (400, None)
    errors = json.loads(answer.body)["errors"]
    assert len(errors) == 1
    assert complaint in errors[0]


@pytest.mark.parametrize("body", [b"[]", b"{", b"\xff"])
def test_what_is_no_object_is_refused(body: bytes) -> None:
    """A body that is not a JSON object is refused."""
    answer = pagerduty.answer(body, 0)
    assert answer.status == 400
    assert "not a JSON object" in answer.body
