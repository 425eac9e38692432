"""Opsgenie's alert API: create, and close by alias."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from watchspec_generators.demo.sink.answer import Answer, read_object, text_of
from watchspec_generators.demo.sink.delivery import Delivery

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "/opsgenie/"
_PRIORITIES = ("P1", "P2", "P3", "P4", "P5")
_LONGEST = {"message": 130, "alias": 512, "description": 15_000}
_CLOSE = re.compile(r"v2/alerts/([^/?]+)/close\?identifierType=alias")
_CREATE = "v2/alerts"
_TAKEN = json.dumps({"result": "Request will be processed", "took": 0.1, "requestId": "0"})


def answer(body: bytes, path: str, at: float) -> Answer:
    """202 for an alert that can be created or closed; 422 with what is wrong, 404 for other paths."""
    target, _, method = path.partition("/")
    message = read_object(body)
    close = _CLOSE.fullmatch(method)
    if message is None:
        return _refused(422, "Request body is not processable. Please check that it is valid JSON.")
    if close:
        return Answer(202, _TAKEN, Delivery(at, "opsgenie", target, "resolved", "closed", close[1]))
    if method != _CREATE:
        return _refused(404, "No such API")
    errors = _errors(message)
    if errors:
        return _refused(422, "; ".join(errors))
    text = "\n".join(part for part in (text_of(message.get(name)) for name in ("message", "description")) if part)
    return Answer(202, _TAKEN, Delivery(at, "opsgenie", target, "firing", text, text_of(message.get("alias"))))


def _errors(message: Mapping[str, Any]) -> list[str]:
    errors = [] if text_of(message.get("message")) else ["message: may not be empty"]
    errors += [
        f"{name}: longer than {longest} characters"
        for name, longest in _LONGEST.items()
        if len(text_of(message.get(name))) > longest
    ]
    if message.get("priority", _PRIORITIES[0]) not in _PRIORITIES:
        errors.append("priority: should be one of P1 to P5")
    return errors


def _refused(status: int, message: str) -> Answer:
    return Answer(status, json.dumps({"message": message, "took": 0.1, "requestId": "0"}))
