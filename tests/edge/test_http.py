"""Tests of watchspec_generators.edge.http."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.edge import http
from watchspec_generators.edge.processes import free_port

if TYPE_CHECKING:
    from collections.abc import Callable

    Serve = Callable[[Callable[[str], tuple[int, bytes, int]]], str]


def _always(body: bytes, status: int = 200, announced: int | None = None) -> Callable[[str], tuple[int, bytes, int]]:
    return lambda _: (status, body, len(body) if announced is None else announced)


@pytest.mark.parametrize(
    ("body", "parsed"), [(b'{"a": [1]}', {"a": [1]}), (b"[]", []), (b"OK.\n", "OK.\n"), (b"", ""), (b"\xff", "�")]
)
def test_answers_are_parsed(body: bytes, parsed: Any, serve: Serve) -> None:
    """JSON becomes values; the plain words of health and reload endpoints stay text."""
    assert http.get_json(serve(_always(body))) == parsed


def test_parameters_are_escaped(serve: Serve) -> None:
    """PromQL is full of characters that a URL must not hold."""
    seen: list[str] = []

    def answer(path: str) -> tuple[int, bytes, int]:
        seen.append(path)
        body = b'{"data": {"result": [{"value": [1, "2"]}]}}'
        return 200, body, len(body)

    result = http.query(serve(answer), 'up{job="a b"} + 1', at=12.5)
    assert result == [{"value": [1, "2"]}]
    assert seen == ["/api/v1/query?query=up%7Bjob%3D%22a+b%22%7D+%2B+1&time=12.500"]


def test_refusal_says_status_and_reason(serve: Serve) -> None:
    """A refused reload must show the server's own words."""
    url = serve(_always(b"failed to reload config: bad matcher", 500))
    with pytest.raises(http.Unreachable, match=r"/-/reload answered 500: failed to reload config: bad matcher"):
        http.reload(url)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (_always(b'{"data": ', announced=100), "did not answer: IncompleteRead"),
        (_always(b'{"data": '), "answered with broken JSON"),
    ],
)
def test_broken_answers_are_no_answer(
    answer: Callable[[str], tuple[int, bytes, int]], words: str, serve: Serve
) -> None:
    """A server killed while it answers looks like one that does not answer."""
    with pytest.raises(http.Unreachable, match=words):
        http.get_json(serve(answer))


def test_nobody_there_says_so() -> None:
    """The message names the address that was asked."""
    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(http.Unreachable, match=f"{url}/api/v1/alerts did not answer: .*refused"):
        http.alerts(url)


def test_proxies_are_not_asked(serve: Serve, monkeypatch: pytest.MonkeyPatch) -> None:
    """A company's proxy in the environment knows nothing of our loopback servers."""
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("no_proxy", raising=False)
    assert http.alertmanager_alerts(serve(_always(b"[]"))) == []
