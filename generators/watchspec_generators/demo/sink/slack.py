"""Slack's incoming webhooks."""

from __future__ import annotations

from html import unescape
from typing import TYPE_CHECKING, Any

from watchspec_generators.demo.sink.answer import Answer, objects, read_object, text_of
from watchspec_generators.demo.sink.delivery import Delivery

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "/slack/"
_PLAIN = "text/plain"
_GOOD = ("good", "#2eb67d", "#36a64f")
"""Colours that Alertmanager's templates give to what is over."""


def answer(body: bytes, target: str, at: float) -> Answer:
    """`ok` for a message that says something; Slack's own words of refusal otherwise."""
    message = read_object(body)
    if message is None:
        return Answer(400, "invalid_payload", content_type=_PLAIN)
    text = _text(message)
    if not text:
        return Answer(400, "no_text", content_type=_PLAIN)
    return Answer(200, "ok", Delivery(at, "slack", target, _status(message), text), _PLAIN)


def _text(message: Mapping[str, Any]) -> str:
    parts = [text_of(message.get("text"))]
    for attachment in objects(message.get("attachments")):
        parts += [text_of(attachment.get(name)) for name in ("pretext", "title", "text")]
    return unescape("\n".join(part for part in parts if part))


def _status(message: Mapping[str, Any]) -> Any:
    colours = [text_of(attachment.get("color")).lower() for attachment in objects(message.get("attachments"))]
    return "resolved" if colours and all(colour in _GOOD for colour in colours) else "firing"
