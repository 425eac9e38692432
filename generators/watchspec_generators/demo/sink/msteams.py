"""Microsoft Teams: a workflow's webhook takes adaptive cards, a connector's takes message cards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.demo.sink.answer import Answer, objects, read_object, text_of, unmarked
from watchspec_generators.demo.sink.delivery import Delivery

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.demo.sink.delivery import Status

PREFIX = "/msteams/"
CONNECTOR_PREFIX = "/msteams_connector/"
_ADAPTIVE = "application/vnd.microsoft.card.adaptive"
_GOOD = ("Good", "2DC72D")
"""Colours that Alertmanager gives to what is over."""


def answer(body: bytes, target: str, at: float) -> Answer:
    """202 for a message with an adaptive card that says something; 400 otherwise."""
    message = read_object(body) or {}
    cards = [each for each in objects(message.get("attachments")) if each.get("contentType") == _ADAPTIVE]
    blocks = [block for card in cards for block in _blocks(card.get("content"))]
    text = "\n".join(part for part in (text_of(block.get("text")) for block in blocks) if part)
    if message.get("type") != "message" or not text:
        return Answer(400, '{"error": "not a message with an adaptive card"}')
    colours = [block["color"] for block in blocks if text_of(block.get("color"))]
    return Answer(202, "", Delivery(at, "msteams", target, _status(colours), unmarked(text)))


def connector_answer(body: bytes, target: str, at: float) -> Answer:
    """`1` for a message card that says something, as connectors answer; 400 otherwise."""
    card = read_object(body) or {}
    text = "\n".join(part for part in (text_of(card.get("title")), text_of(card.get("text"))) if part)
    # Teams' own documents say `@type`; this is what Alertmanager writes, and what connectors take.
    if card.get("type") != "MessageCard" or not text:
        return Answer(400, "Summary or Text is required.", content_type="text/plain")
    colours = [text_of(card.get("themeColor"))]
    return Answer(200, "1", Delivery(at, "msteams_connector", target, _status(colours), unmarked(text)), "text/plain")


def _blocks(content: object) -> tuple[Mapping[str, Any], ...]:
    return objects(content.get("body")) if isinstance(content, dict) else ()


def _status(colours: list[str]) -> Status:
    return "resolved" if colours and all(colour in _GOOD for colour in colours) else "firing"
