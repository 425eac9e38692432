"""The imitations of Opsgenie, Teams, Discord and Telegram."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.demo.sink import discord, msteams, opsgenie, telegram

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.demo.sink.answer import Answer

SEND = "ml/bot1:A/sendMessage"
CREATE, CLOSE = "ml/v2/alerts", "ml/v2/alerts/k1/close?identifierType=alias"


def card(**block: Any) -> dict[str, Any]:
    """A message with an adaptive card of one block."""
    content = {"body": [block]}
    return {
        "type": "message",
        "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive", "content": content}],
    }


@pytest.mark.parametrize(
    ("answer", "message", "target", "expected"),
    [
        (
            discord.answer,
            {"embeds": [{"title": "A\\_b", "description": "c", "color": 1}]},
            "ml",
            (204, "firing", "A_b\nc"),
        ),
        (discord.answer, {"content": "x", "embeds": [{"color": 0x2ECC71}]}, "ml", (204, "resolved", "x")),
        (discord.answer, {"content": "x"}, "ml", (204, "firing", "x")),
        (msteams.answer, card(text="A\\*", color="Attention"), "ml", (202, "firing", "A*")),
        (msteams.answer, card(text="A", color="Good"), "ml", (202, "resolved", "A")),
        (
            msteams.connector_answer,
            {"type": "MessageCard", "title": "A", "themeColor": "8C1A1A"},
            "ml",
            (200, "firing", "A"),
        ),
        (
            msteams.connector_answer,
            {"type": "MessageCard", "text": "A", "themeColor": "2DC72D"},
            "ml",
            (200, "resolved", "A"),
        ),
        (telegram.answer, {"chat_id": "1", "text": "FIRING: A"}, SEND, (200, "firing", "FIRING: A")),
        (telegram.answer, {"chat_id": "1", "text": "RESOLVED: A"}, SEND, (200, "resolved", "RESOLVED: A")),
        (opsgenie.answer, {"message": "A", "alias": "k1", "priority": "P1"}, CREATE, (202, "firing", "A")),
        (opsgenie.answer, {}, CLOSE, (202, "resolved", "closed")),
    ],
)
def test_a_message_is_read_as_a_person_would(
    answer: Callable[[bytes, str, float], Answer], message: dict[str, Any], target: str, expected: tuple[int, str, str]
) -> None:
    """Texts are joined and without what escapes them; colour, words or path tell whether it is over."""
    told = answer(json.dumps(message).encode(), target, 1.0)
    assert told.delivery is not None
    assert (told.status, told.delivery.status, told.delivery.text) == expected
    assert told.delivery.target == "ml"


def test_a_close_has_the_alias_of_its_alert() -> None:
    """What opens and what closes an alert can be brought together."""
    opened = opsgenie.answer(b'{"message": "A", "alias": "k1"}', CREATE, 1.0).delivery
    closed = opsgenie.answer(b"{}", CLOSE, 2.0).delivery
    assert opened is not None
    assert closed is not None
    assert opened.key == closed.key == "k1"


@pytest.mark.parametrize(
    ("answer", "body", "target", "status"),
    [
        (discord.answer, "x", "ml", 400),
        (discord.answer, {"embeds": [{"color": 1}]}, "ml", 400),
        (discord.answer, {"embeds": [{"title": "x" * 257}]}, "ml", 400),
        (msteams.answer, "x", "ml", 400),
        (msteams.answer, card(color="Good"), "ml", 400),
        (
            msteams.answer,
            {"type": "message", "attachments": [{"contentType": "application/vnd.microsoft.card.adaptive"}]},
            "ml",
            400,
        ),
        (msteams.connector_answer, {"type": "MessageCard"}, "ml", 400),
        (msteams.connector_answer, {"text": "A"}, "ml", 400),
        (telegram.answer, {"chat_id": "1", "text": "A"}, "ml/bot1:A/getMe", 404),
        (telegram.answer, {"text": "A"}, SEND, 400),
        (telegram.answer, {"chat_id": "1"}, SEND, 400),
        (telegram.answer, {"chat_id": "1", "text": "x" * 4097}, SEND, 400),
        (opsgenie.answer, "x", CREATE, 422),
        (opsgenie.answer, {"message": "A"}, "ml/v1/alerts", 404),
        (opsgenie.answer, {"priority": "P6"}, CREATE, 422),
        (opsgenie.answer, {"message": "x" * 131}, CREATE, 422),
    ],
)
def test_what_the_service_would_refuse_is_refused(
    answer: Callable[[bytes, str, float], Answer], body: Any, target: str, status: int
) -> None:
    """Broken, empty and too long messages, and methods that are not there."""
    told = answer(json.dumps(body).encode(), target, 1.0)
    assert (told.status, told.delivery) == (status, None)
