"""An OpenAI-compatible provider on loopback: everything that spends tokens, streamed or not.

It counts what it serves, so that a test can hold what was measured against what was sent.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from random import Random
from threading import Event, Thread
from typing import TYPE_CHECKING, Any

from watchspec._internal.locks import new_lock
from watchspec.testing.answers.chat import asks_usage
from watchspec.testing.answers.responses import Responses
from watchspec.testing.behaviour import Behaviour
from watchspec.testing.http import Server

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from types import TracebackType

HISTORY = 100_000
"""Requests that are remembered; older ones are forgotten."""


@dataclass(frozen=True)
class Served:
    """One HTTP request and how it was answered."""

    path: str
    model: str
    stream: bool
    asked_usage: bool
    behaviour: Behaviour
    operation: str | None = None
    """Of `catalogue.OPERATIONS`; "retrieve" of a GET, "cancel" of a response's end; None of an unknown path."""


@dataclass
class Rule:
    """Applies `behaviour` to some requests: with a probability, every nth one, of one model."""

    behaviour: Behaviour
    probability: float = 1.0
    every: int = 1
    model: str | None = None
    seen: int = 0

    def applies(self, model: str, chance: float) -> bool:
        """Whether this request is one of them; counts it."""
        if self.model is not None and self.model != model:
            return False
        self.seen += 1
        return self.seen % self.every == 0 and chance < self.probability


class LoopbackProvider:
    """A provider that behaves as told; start and stop it, or use it in a `with` block.

    What answers a request, first found: the next of `script()`, the first of `rules`
    that applies, else `behaviour`. All of them may be changed while it runs.
    """

    def __init__(self, behaviour: Behaviour | None = None, *, port: int = 0, seed: int = 0) -> None:
        self.behaviour = behaviour or Behaviour()
        self.rules: list[Rule] = []
        self.responses = Responses()
        self.stopping = Event()
        self._script: deque[Behaviour] = deque()
        self._served: deque[Served] = deque(maxlen=HISTORY)
        self._random = Random(seed)  # noqa: S311 - a reproducible choice, no secret
        self._lock = new_lock()
        self._port = port
        self._server: Server | None = None
        self._thread: Thread | None = None

    @property
    def url(self) -> str:
        """Base URL for a client, such as `http://127.0.0.1:40123/v1`.

        Raises:
            RuntimeError: it is not running.
        """
        if self._server is None:
            raise RuntimeError("the provider is not running")
        return f"http://127.0.0.1:{self._server.server_port}/v1"

    @property
    def served(self) -> tuple[Served, ...]:
        """The requests so far, retries included, oldest first."""
        with self._lock:
            return tuple(self._served)

    def script(self, behaviours: Iterable[Behaviour]) -> None:
        """Answers the next requests with these, one each."""
        with self._lock:
            self._script.extend(behaviours)

    def forget(self) -> None:
        """Empties the history and what is left of the script."""
        with self._lock:
            self._served.clear()
            self._script.clear()

    def start(self) -> None:
        """Listens on 127.0.0.1, on a free port unless one was given.

        Raises:
            OSError: the port is taken.
        """
        self.stopping.clear()
        self._server = Server(self._port, self)
        self._thread = Thread(target=self._server.serve_forever, args=(0.05,), name="loopback-provider", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Stops listening and ends open answers; harmless when not running."""
        server, thread = self._server, self._thread
        self._server = self._thread = None
        if server is None or thread is None:
            return
        self.stopping.set()
        server.shutdown()
        server.server_close()
        server.hang_up()
        thread.join()

    def __enter__(self) -> LoopbackProvider:  # noqa: PYI034 - typing.Self begins with Python 3.11
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        exc: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def choose(self, path: str, request: Mapping[str, Any], operation: str | None = None) -> Behaviour:
        """Picks the behaviour for a request and remembers both."""
        model = str(request.get("model", ""))
        with self._lock:
            behaviour = self._pick(model)
            served = Served(path, model, _streamed(request), asks_usage(request), behaviour, operation)
            self._served.append(served)
        return behaviour

    def _pick(self, model: str) -> Behaviour:
        if self._script:
            return self._script.popleft()
        for rule in self.rules:
            if rule.applies(model, self._random.random()):
                return rule.behaviour
        return self.behaviour


def _streamed(request: Mapping[str, Any]) -> bool:
    return bool(request.get("stream")) or request.get("stream_format") == "sse"
