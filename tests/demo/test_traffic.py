"""Steady traffic on the demo service."""

from __future__ import annotations

import itertools
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from watchspec_generators.demo.traffic import Call, Traffic, call
from watchspec_generators.edge.processes import free_port

MODELS, FEATURES = ("a", "b"), ("x", "y", "z")


def _calls(count: int) -> list[Call]:
    return [call(number, MODELS, FEATURES) for number in range(count)]


def test_every_combination_comes_equally_often() -> None:
    """Two models, three features, streamed or not: twelve kinds of calls, each once in twelve."""
    seen = {(each.model, each.feature, each.stream) for each in _calls(12)}
    assert seen == set(itertools.product(MODELS, FEATURES, (True, False)))


def test_some_answers_are_rated_and_some_of_these_badly() -> None:
    """One round in five is rated, one of four ratings is down."""
    thumbs = [each.thumbs for each in _calls(12 * 5 * 4)]
    assert (thumbs.count("up"), thumbs.count("down"), thumbs.count(None)) == (36, 12, 192)


def test_the_body_is_what_the_service_takes() -> None:
    """A question with its model, feature and stream."""
    body = Call("a", "support_chat", True, None).body
    assert body == {
        "question": "What should I know about support chat?",
        "feature": "support_chat",
        "model": "a",
        "stream": True,
    }


class _Quick(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Quiet."""


def test_the_rate_is_kept_and_the_results_counted() -> None:
    """Fifty calls a second for a while are about as many calls, all counted."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Quick) as server:
        thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        begin = time.monotonic()
        with Traffic(f"127.0.0.1:{server.server_port}", MODELS, FEATURES, per_second=50) as traffic:
            while traffic.results.get("200", 0) < 30 and time.monotonic() - begin < 10:
                time.sleep(0.01)
        server.shutdown()
        thread.join()
    assert traffic.results["200"] >= 30
    assert time.monotonic() - begin > 0.5


def test_a_service_that_is_away_is_counted_not_raised() -> None:
    """Nobody listens: every call is unanswered, and traffic goes on."""
    begin = time.monotonic()
    with Traffic(f"127.0.0.1:{free_port()}", MODELS, FEATURES, per_second=50) as traffic:
        while traffic.results.get("unanswered", 0) < 3 and time.monotonic() - begin < 10:
            time.sleep(0.01)
    assert traffic.results["unanswered"] >= 3
