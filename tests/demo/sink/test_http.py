"""The sink's HTTP server, asked by a real client."""

from __future__ import annotations

import http.client
import json
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest

from watchspec_generators.demo.sink import HttpSink, Inbox

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def inbox() -> Inbox:
    """An empty inbox."""
    return Inbox()


@pytest.fixture
def sink(inbox: Inbox) -> Iterator[HttpSink]:
    """A running server."""
    with HttpSink(inbox) as running:
        yield running


def _post(sink: HttpSink, path: str, body: bytes, headers: dict[str, str] | None = None) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urlsplit(sink.url).netloc, timeout=5)
    connection.request("POST", path, body, headers or {})
    answer = connection.getresponse()
    told = answer.status, answer.read().decode()
    connection.close()
    return told


def test_each_path_speaks_its_own_protocol(sink: HttpSink, inbox: Inbox) -> None:
    """PagerDuty, Slack and webhook messages are accepted at their addresses, and kept in order."""
    page = {"routing_key": "r" * 32, "event_action": "resolve", "dedup_key": "d"}
    hook = {"version": "4", "status": "firing", "alerts": [{"status": "firing"}]}
    assert _post(sink, "/v2/enqueue", json.dumps(page).encode())[0] == 202
    assert _post(sink, "/slack/ml", b'{"text": "hello"}') == (200, "ok")
    assert _post(sink, "/webhook/dead_man", json.dumps(hook).encode())[0] == 200
    assert [(d.protocol, d.target) for d in inbox.deliveries] == [
        ("pagerduty", "r" * 32),
        ("slack", "ml"),
        ("webhook", "dead_man"),
    ]


def test_a_refused_message_is_remembered(sink: HttpSink, inbox: Inbox) -> None:
    """What the real service would refuse is refused, and can be shown."""
    assert _post(sink, "/slack/ml", b"{}") == (400, "no_text")
    assert inbox.deliveries == ()
    assert [(r.protocol, r.reason) for r in inbox.refusals] == [("slack", "no_text")]


def test_an_unknown_path_is_nobodys(sink: HttpSink, inbox: Inbox) -> None:
    """An address that belongs to no service is 404 and no refusal of any."""
    assert _post(sink, "/v1/enqueue", b"{}")[0] == 404
    assert inbox.refusals == ()


def test_a_body_without_length_is_refused(sink: HttpSink) -> None:
    """A body that could be endless is not read."""
    assert _post(sink, "/slack/ml", b"", {"Transfer-Encoding": "chunked"})[0] == 411
