"""Telegram as plain text: markup that is cut at its limit of 4096 characters would be refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.receivers.place import rehearsal, text

if TYPE_CHECKING:
    from watchspec_generators.alertmanager.receivers.place import Place
    from watchspec_generators.spec import shape

KEY = "telegram_configs"
MINIMUM_VERSION = (0, 25)
"""The kind itself is older."""
NEEDS = {"bot_token_file": (0, 26), "message_thread_id": (0, 28), "chat_id_file": (0, 31)}
_REHEARSAL_CHAT = 1


def build(config: shape.Telegram, place: Place) -> dict[str, Any]:
    """One entry."""
    redirect = place.redirect
    if redirect is None:
        address = place.secret("bot_token", config.bot_token_file, NEEDS["bot_token_file"])
    else:
        address = {"bot_token": "rehearsal", "api_url": rehearsal(redirect, f"telegram/{place.receiver}")}
    return {
        **address,
        **_chat(config, place),
        "send_resolved": True,
        "parse_mode": "",
        "message": text("telegram.message"),
    }


def _chat(config: shape.Telegram, place: Place) -> dict[str, Any]:
    chat: dict[str, Any]
    if config.chat_id_file is None:
        chat = {"chat_id": config.chat_id}
    elif place.redirect is not None:
        chat = {"chat_id": _REHEARSAL_CHAT}
    else:
        chat = place.secret("chat_id", config.chat_id_file, NEEDS["chat_id_file"])
    if config.message_thread_id is not None:
        chat["message_thread_id"] = config.message_thread_id
    return chat
