"""Discord's webhooks, as far as Alertmanager speaks them."""

from __future__ import annotations

import json

from watchspec_generators.demo.sink.answer import Answer, objects, read_object, text_of, unmarked
from watchspec_generators.demo.sink.delivery import Delivery

PREFIX = "/discord/"
_GREEN = 0x2ECC71
"""Colour that Alertmanager gives to what is over."""
_LONGEST = {"title": 256, "description": 4096}


def answer(body: bytes, target: str, at: float) -> Answer:
    """204 for a message that says something and keeps to the limits; Discord's own errors otherwise."""
    message = read_object(body)
    if message is None:
        return _refused(50109, "The request body contains invalid JSON.")
    embeds = objects(message.get("embeds"))
    parts = [text_of(embed.get(name)) for embed in embeds for name in _LONGEST]
    text = "\n".join(part for part in (text_of(message.get("content")), *parts) if part)
    if not text:
        return _refused(50006, "Cannot send an empty message")
    if any(len(text_of(embed.get(name))) > longest for embed in embeds for name, longest in _LONGEST.items()):
        return _refused(50035, "Invalid Form Body")
    over = bool(embeds) and all(embed.get("color") == _GREEN for embed in embeds)
    return Answer(204, "", Delivery(at, "discord", target, "resolved" if over else "firing", unmarked(text)))


def _refused(code: int, message: str) -> Answer:
    return Answer(400, json.dumps({"message": message, "code": code}))
