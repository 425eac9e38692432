"""The demo service, with and without watchspec, and while what surrounds it dies."""

from __future__ import annotations

import json
import re
import sys
import urllib.error
import urllib.request
from typing import TYPE_CHECKING, Any

import pytest

from watchspec.catalogue import FEEDBACK, INTERNAL_ERRORS, REQUESTS
from watchspec.testing import Behaviour, LoopbackProvider
from watchspec_generators.demo.service import OFF
from watchspec_generators.edge.processes import Server, free_port

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Start = Callable[..., Server]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the service as a process of its own, with an environment."""
    started: list[Server] = []

    def begin(**env: str) -> Server:
        port = free_port()
        server = Server(
            [sys.executable, "-m", "watchspec_generators.demo.service"],
            log=tmp_path / f"service{port}.log",
            ready_url=f"http://127.0.0.1:{port}/healthz",
            env={"PORT": str(port), "OPENAI_BASE_URL": "", **env},
        )
        started.append(server.start())
        return server

    yield begin
    for server in started:
        server.stop()


def _post(server: Server, path: str, body: object) -> tuple[int, Any]:
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(server.url + path, data, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=20) as answer:
            return answer.status, json.load(answer)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def _ask(server: Server, *, stream: bool = False, model: str = "gpt-4o") -> tuple[int, Any]:
    return _post(server, "/ask", {"question": "Why?", "feature": "support_chat", "model": model, "stream": stream})


def _metric(server: Server, name: str, *labels: str) -> float:
    with urllib.request.urlopen(f"{server.url}/metrics", timeout=20) as answer:
        lines = answer.read().decode().splitlines()
    wanted = [line for line in lines if re.match(rf"{name}(\{{|\s)", line) and all(label in line for label in labels)]
    return sum(float(line.rsplit(" ", 1)[1]) for line in wanted)


def test_it_runs_on_its_own_and_counts_its_calls(start: Start) -> None:
    """Without an address it brings a provider; every call is counted with its feature."""
    server = start()
    assert [_ask(server)[0], _ask(server, stream=True)[0]] == [200, 200]
    assert _metric(server, REQUESTS.name, 'feature="support_chat"', 'outcome="success"') == 2
    assert _metric(server, INTERNAL_ERRORS.name) == 0


def test_an_answer_is_whole_streamed_or_not(start: Start) -> None:
    """The caller can't tell whether the model's answer was streamed."""
    server = start()
    assert _ask(server) == _ask(server, stream=True)


def test_feedback_is_counted(start: Start) -> None:
    """A rating carries model and feature, without a call before it."""
    server = start()
    body = {"thumbs": "down", "feature": "product_copy", "model": "gpt-4o"}
    assert _post(server, "/feedback", body) == (200, {})
    assert _metric(server, FEEDBACK.name, 'feature="product_copy"', 'rating="negative"') == 1


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/ask", {"question": "no model"}, 400),
        ("/ask", [], 400),
        ("/ask", b"{", 400),
        ("/ask", b" " * 200_000, 400),
        ("/other", {}, 404),
    ],
)
def test_bad_requests_are_answered(start: Start, path: str, body: object, status: int) -> None:
    """What is missing or wrong is said, and the service lives on."""
    server = start()
    assert _post(server, path, body)[0] == status
    assert _ask(server)[0] == 200


def test_without_watchspec_there_are_no_metrics(start: Start) -> None:
    """The switch leaves everything of ours out."""
    server = start(**{OFF: "1"})
    assert _ask(server)[0] == 200
    with pytest.raises(urllib.error.HTTPError, match="404"):
        urllib.request.urlopen(f"{server.url}/metrics", timeout=5)


TROUBLES = [
    Behaviour(),
    Behaviour(error="server", retry_after="0"),
    Behaviour(error="rate_limit", retry_after="0"),
    Behaviour(error="quota", retry_after="0"),
    Behaviour(drop=True),
    Behaviour(cut_after=3),
    Behaviour(end_after=3),
    Behaviour(fail_after=2),
    Behaviour(usage="missing"),
    Behaviour(finish_reason="content_filter"),
    Behaviour(tokens=0, content=""),
]


@pytest.mark.parametrize("stream", [False, True])
def test_answers_and_failures_are_the_same_without_us(start: Start, stream: bool) -> None:
    """Whatever the provider does, up to dying, the caller sees exactly what it saw without watchspec."""
    with LoopbackProvider() as provider:
        watched, bare = (start(OPENAI_BASE_URL=provider.url, **env) for env in ({}, {OFF: "1"}))
        for behaviour in TROUBLES:
            provider.behaviour = behaviour
            assert _ask(watched, stream=stream) == _ask(bare, stream=stream), behaviour
    # The provider is gone for good now.
    dead = _ask(watched, stream=stream)
    assert dead == _ask(bare, stream=stream)
    assert dead == (502, {"error": "APIConnectionError", "status": None})
    assert _metric(watched, REQUESTS.name) == len(TROUBLES) + 1
    assert _metric(watched, INTERNAL_ERRORS.name) == 0
