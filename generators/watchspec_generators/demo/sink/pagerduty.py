"""PagerDuty's Events API v2, as far as Alertmanager speaks it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from watchspec_generators.demo.sink.answer import Answer, read_object, text_of
from watchspec_generators.demo.sink.delivery import Delivery, Status

PATH = "/v2/enqueue"
ROUTING_KEY_LENGTH = 32
_ACTIONS: Mapping[str, Status] = {"trigger": "firing", "resolve": "resolved"}
_SEVERITIES = ("critical", "error", "warning", "info")
_LONGEST_DEDUP_KEY = 255


def answer(body: bytes, at: float) -> Answer:
    """202 with the `dedup_key` for a valid event; 400 with every error otherwise."""
    event = read_object(body)
    errors = ["The event is not a JSON object"] if event is None else _errors(event)
    if event is None or errors:
        told = {"status": "invalid event", "message": "Event object is invalid", "errors": errors}
        return Answer(400, json.dumps(told))
    key = event["dedup_key"]
    told = {"status": "success", "message": "Event processed", "dedup_key": key}
    return Answer(202, json.dumps(told), _delivery(event, at))


def _errors(event: Mapping[str, Any]) -> list[str]:
    action = event.get("event_action")
    key = text_of(event.get("dedup_key"))
    errors = []
    if len(text_of(event.get("routing_key"))) != ROUTING_KEY_LENGTH:
        errors.append(f"Length of 'routing_key' is incorrect (should be {ROUTING_KEY_LENGTH} characters)")
    if action not in (*_ACTIONS, "acknowledge"):
        errors.append(f"'event_action' is missing or is not one of {', '.join((*_ACTIONS, 'acknowledge'))}")
    if not 0 < len(key) <= _LONGEST_DEDUP_KEY:
        errors.append("'dedup_key' is missing, blank or too long")
    return errors + (_payload_errors(event.get("payload")) if action == "trigger" else [])


def _payload_errors(payload: object) -> list[str]:
    if not isinstance(payload, Mapping):
        return ["'payload' is missing or is not an object"]
    errors = [
        f"'payload.{name}' is missing or blank" for name in ("summary", "source") if not text_of(payload.get(name))
    ]
    if payload.get("severity") not in _SEVERITIES:
        errors.append(f"'payload.severity' is not one of {', '.join(_SEVERITIES)}")
    return errors


def _delivery(event: Mapping[str, Any], at: float) -> Delivery | None:
    status = _ACTIONS.get(event["event_action"])
    if status is None:
        return None
    payload = event.get("payload")
    summary = text_of(payload.get("summary")) if isinstance(payload, Mapping) else ""
    return Delivery(at, "pagerduty", event["routing_key"], status, summary, event["dedup_key"])
