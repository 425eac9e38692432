"""Telegram's bot API: `sendMessage`, below a path that carries the bot's token."""

from __future__ import annotations

import json

from watchspec_generators.demo.sink.answer import Answer, read_object, text_of
from watchspec_generators.demo.sink.delivery import Delivery, Status

PREFIX = "/telegram/"
_LONGEST = 4096
_RESOLVED = "RESOLVED"
"""How a text about alerts that are over begins; Telegram itself knows no state."""


def answer(body: bytes, path: str, at: float) -> Answer:
    """`ok` with the message's id; Telegram's own errors for another method, no chat, and no or too long a text."""
    target, _, method = path.partition("/")
    message = read_object(body) or {}
    text = text_of(message.get("text"))
    if not method.startswith("bot") or not method.endswith("/sendMessage"):
        return _refused(404, "Not Found")
    if not text_of(message.get("chat_id")):
        return _refused(400, "Bad Request: chat_id is empty")
    if not text:
        return _refused(400, "Bad Request: message text is empty")
    if len(text) > _LONGEST:
        return _refused(400, "Bad Request: message is too long")
    told = {"ok": True, "result": {"message_id": 1, "chat": {"id": 1, "type": "group"}, "date": int(at), "text": text}}
    status: Status = "resolved" if text.startswith(_RESOLVED) else "firing"
    return Answer(200, json.dumps(told), Delivery(at, "telegram", target, status, text))


def _refused(code: int, description: str) -> Answer:
    return Answer(code, json.dumps({"ok": False, "error_code": code, "description": description}))
