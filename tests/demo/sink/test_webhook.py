"""The imitation of a webhook receiver."""

from __future__ import annotations

import json
from typing import Any

import pytest

from watchspec_generators.demo.sink import webhook

MESSAGE: dict[str, Any] = {
    "version": "4",
    "status": "firing",
    "groupKey": "{}:{}",
    "alerts": [{"status": "firing", "labels": {"alertname": "Watchdog"}, "annotations": {"summary": "Alerting works"}}],
}


def test_a_message_is_accepted() -> None:
    """Alertmanager's message becomes one line per alert."""
    answer = webhook.answer(json.dumps(MESSAGE).encode(), "dead_man", 2.0)
    assert answer.status == 200
    assert answer.delivery is not None
    assert answer.delivery.text == "firing: Watchdog: Alerting works"
    assert (answer.delivery.target, answer.delivery.key, answer.delivery.status) == ("dead_man", "{}:{}", "firing")


def test_an_alert_without_texts_is_still_readable() -> None:
    """Missing labels and annotations leave gaps, not a failure."""
    answer = webhook.answer(json.dumps({**MESSAGE, "alerts": [{"status": "resolved"}]}).encode(), "dead_man", 2.0)
    assert answer.delivery is not None
    assert answer.delivery.text == "resolved: None: "


@pytest.mark.parametrize("change", [{"version": "3"}, {"alerts": []}, {"alerts": "x"}, {"status": "odd"}])
def test_other_messages_are_refused(change: dict[str, Any]) -> None:
    """A wrong version, no alerts or an unknown status is refused."""
    answer = webhook.answer(json.dumps({**MESSAGE, **change}).encode(), "dead_man", 2.0)
    assert (answer.status, answer.delivery) == (400, None)


def test_what_is_no_json_is_refused() -> None:
    """A body that is no JSON is refused."""
    assert webhook.answer(b"no", "dead_man", 2.0).status == 400
