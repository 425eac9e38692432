"""The imitation of Slack's incoming webhooks."""

from __future__ import annotations

import json

import pytest

from watchspec_generators.demo.sink import slack


def test_a_message_with_attachments_is_read_as_a_person_would() -> None:
    """Text, title and attachment text are joined; the red colour means firing."""
    message = {"text": "Hello", "attachments": [{"title": "[FIRING] Slow", "text": "p95 is 3s", "color": "danger"}]}
    answer = slack.answer(json.dumps(message).encode(), "ml", 1.0)
    assert (answer.status, answer.body, answer.content_type) == (200, "ok", "text/plain")
    assert answer.delivery is not None
    assert answer.delivery.text == "Hello\n[FIRING] Slow\np95 is 3s"
    assert (answer.delivery.target, answer.delivery.status) == ("ml", "firing")


def test_a_green_message_is_a_resolve() -> None:
    """The colour that Alertmanager gives to what is over marks a resolve."""
    message = {"attachments": [{"title": "[RESOLVED] Slow", "color": "good"}]}
    answer = slack.answer(json.dumps(message).encode(), "ml", 1.0)
    assert answer.delivery is not None
    assert answer.delivery.status == "resolved"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"nonsense", "invalid_payload"),
        (b"[]", "invalid_payload"),
        (b"{}", "no_text"),
        (b'{"attachments": "x"}', "no_text"),
        (b'{"attachments": [7, {"title": 3}]}', "no_text"),
    ],
)
def test_what_slack_would_refuse_is_refused(body: bytes, told: str) -> None:
    """Broken JSON and messages without text get Slack's own answers."""
    answer = slack.answer(body, "ml", 1.0)
    assert (answer.status, answer.body, answer.delivery) == (400, told, None)
