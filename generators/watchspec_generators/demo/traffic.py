"""Steady traffic on the demo service: every model, every feature, streamed and not, and what users think."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from types import TracebackType

    from typing_extensions import Self

CALLS_PER_SECOND = 10.0
_WORKERS = 48
_TIMEOUT_SECONDS = 60
_FEEDBACK_EVERY = 5
_DOWN_EVERY = 4


@dataclass(frozen=True, slots=True)
class Call:
    """One question to the service, and whether a user rates the answer."""

    model: str
    feature: str
    stream: bool
    thumbs: str | None

    @property
    def body(self) -> Mapping[str, Any]:
        """As the service takes it."""
        question = f"What should I know about {self.feature.replace('_', ' ')}?"
        return {"question": question, "feature": self.feature, "model": self.model, "stream": self.stream}


def call(number: int, models: Sequence[str], features: Sequence[str]) -> Call:
    """The call at `number`: models alternate first, then streaming, then features."""
    rest, model = divmod(number, len(models))
    rest, stream = divmod(rest, 2)
    round_, feature = divmod(rest, len(features))
    rated, left = divmod(round_, _FEEDBACK_EVERY)
    thumbs = None if left else "down" if rated % _DOWN_EVERY == _DOWN_EVERY - 1 else "up"
    return Call(models[model], features[feature], not stream, thumbs)


class Traffic:
    """Calls at a steady rate, whatever the service does, from entry to exit; too many at once are left out."""

    def __init__(
        self, netloc: str, models: Sequence[str], features: Sequence[str], per_second: float = CALLS_PER_SECOND
    ) -> None:
        self._netloc, self._models, self._features = netloc, models, features
        self._interval = 1 / per_second
        self._stop = threading.Event()
        self._free = threading.Semaphore(_WORKERS)
        self._lock = threading.Lock()
        self._results: Counter[str] = Counter()
        self._thread = threading.Thread(target=self._run, name="traffic", daemon=True)

    @property
    def results(self) -> Mapping[str, int]:
        """How many calls ended how: HTTP status, `unanswered` or `left out`."""
        with self._lock:
            return dict(self._results)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        pool = ThreadPoolExecutor(_WORKERS, thread_name_prefix="traffic")
        number, due = 0, time.monotonic()
        while not self._stop.wait(max(0.0, due - time.monotonic())):
            due += self._interval
            if self._free.acquire(blocking=False):
                pool.submit(self._play, call(number, self._models, self._features))
            else:
                self._count("left out")
            number += 1
        pool.shutdown(wait=False, cancel_futures=True)

    def _play(self, planned: Call) -> None:
        try:
            status = self._post("/ask", planned.body)
            self._count(str(status))
            if planned.thumbs is not None and status == http.client.OK:
                self._post("/feedback", {**planned.body, "thumbs": planned.thumbs})
        except (OSError, http.client.HTTPException):
            self._count("unanswered")
        finally:
            self._free.release()

    def _post(self, path: str, body: Mapping[str, Any]) -> int:
        connection = http.client.HTTPConnection(self._netloc, timeout=_TIMEOUT_SECONDS)
        try:
            connection.request("POST", path, json.dumps(body))
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def _count(self, result: str) -> None:
        with self._lock:
            self._results[result] += 1
