"""A real server with several processes, its metrics, and the calls that its workers make."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import Request, urlopen

from watchspec import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import TracebackType

    from watchspec.testing import LoopbackProvider

PATIENCE = 30.0
_SAMPLE = re.compile(r"(\w+)(?:\{(.*)\})? (\S+)")
_GROWING = re.compile(r"_(total|count|sum|bucket)$")


@dataclass
class Server:
    """Runs until the `with` block ends; never more than one at a time on a port."""

    command: Sequence[str]
    folder: Path
    provider: LoopbackProvider
    listening: str
    """A pattern for the line in which it tells its port."""
    environment: dict[str, str] = field(default_factory=dict)
    log: list[str] = field(default_factory=list)
    port: int = 0
    answered: int = 0
    highest: dict[tuple[str, str], float] = field(default_factory=dict)

    def __enter__(self) -> Server:  # noqa: PYI034 - typing.Self begins with Python 3.11
        self.process = subprocess.Popen(
            [sys.executable, "-m", *self.command],
            env={
                **os.environ,
                "PROMETHEUS_MULTIPROC_DIR": str(self.folder),
                "OPENAI_BASE_URL": self.provider.url,
                "OPENAI_API_KEY": "none",
                **self.environment,
            },
            stderr=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()
        self.until(lambda: self._found_port() and self._is_up())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.process.terminate()
        try:
            self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            for pid in self.workers():
                os.kill(pid, signal.SIGKILL)
            self.process.kill()
            self.process.wait()
        self._reader.join(PATIENCE)
        if self.process.stderr:
            self.process.stderr.close()

    def _read(self) -> None:
        assert self.process.stderr is not None
        with suppress(ValueError):
            self.log.extend(iter(self.process.stderr.readline, ""))

    def _found_port(self) -> bool:
        found = re.search(self.listening, "".join(self.log))
        if found:
            self.port = int(found[1])
        return found is not None

    def _is_up(self) -> bool:
        try:
            self.get("/metrics/")
        except (OSError, URLError):
            return False
        return True

    def until(self, is_so: Callable[[], bool]) -> None:
        """Waits; an AssertionError with the server's log if it takes too long."""
        end = time.monotonic() + PATIENCE
        while not is_so():
            assert self.process.poll() is None, "".join(self.log)
            assert time.monotonic() < end, "".join(self.log)
            time.sleep(0.02)

    def get(self, path: str, accept: str = "") -> str:
        """The body of an answer; a new connection each time, so any worker may answer."""
        request = Request(f"http://127.0.0.1:{self.port}{path}", headers={"accept": accept} if accept else {})
        with urlopen(request, timeout=PATIENCE) as answer:
            body: str = answer.read().decode()
            return body

    def ask(self, times: int) -> None:
        """Lets workers make calls; those that were answered count in `answered`, those of killed workers do not."""
        for _ in range(times):
            with suppress(OSError, HTTPException):
                self.get("/answer")
                self.answered += 1

    def workers(self) -> set[int]:
        """Process ids of the master's children."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split()
        return {int(pid) for pid in children if _is_worker(pid)}

    def scrape(self) -> dict[tuple[str, str], float]:
        """All samples; no counter may be lower than it was, whoever has answered."""
        samples: dict[tuple[str, str], float] = {}
        for line in self.get("/metrics/").splitlines():
            found = _SAMPLE.fullmatch(line)
            if found:
                samples[found[1], found[2] or ""] = float(found[3])
        for key, value in samples.items():
            if _GROWING.search(key[0]):
                assert value >= self.highest.get(key, 0.0), key
                self.highest[key] = value
        missing = self.highest.keys() - samples.keys()
        assert not missing
        return samples

    def total(self, metric: catalogue.Metric, part: str = "") -> float:
        """Sum of a metric's samples whose labels have this part."""
        return sum(value for (name, labels), value in self.scrape().items() if name == metric.name and part in labels)

    def sum(self, name: str) -> float:
        """Sum of all samples of this name."""
        return sum(value for (known, _), value in self.scrape().items() if known == name)

    def calls(self) -> float:
        """Calls that were counted as successful."""
        return self.total(catalogue.REQUESTS, 'outcome="success"')

    def in_flight(self) -> float:
        """Calls that are under way."""
        return self.total(catalogue.IN_FLIGHT)

    def files(self) -> int:
        """How many files there are."""
        return sum(1 for _ in self.folder.iterdir())


def _is_worker(pid: str) -> bool:
    """Not one that has ended since, nor a helper that Python itself has started."""
    try:
        command = Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False
    return bool(command) and b"resource_tracker" not in command
