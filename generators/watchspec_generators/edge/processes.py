"""Run programs: short ones to their end, servers until they are ready, each stopped by its own pid."""

from __future__ import annotations

import http.client
import os
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.edge.guard import Guard
from watchspec_generators.edge.http import open_directly

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path
    from types import TracebackType

    from typing_extensions import Self

_POLL_SECONDS = 0.05
_LOG_TAIL = 2000


class ServerFailed(Exception):  # noqa: N818 -- reads as what happened
    """A server ended or did not become ready; the message holds the tail of its log."""


@dataclass(frozen=True, slots=True)
class Finished:
    """What a program printed and how it ended."""

    code: int
    stdout: str
    stderr: str

    @property
    def output(self) -> str:
        """Both streams, as a person would read them."""
        return "\n".join(part.strip() for part in (self.stdout, self.stderr) if part.strip())


def run_tool(
    argv: Sequence[str | Path],
    *,
    timeout: float = 120,
    cwd: Path | None = None,
    stdin: str | None = None,
    env: Mapping[str, str] | None = None,
) -> Finished:
    """Run `argv` to its end; a time-out is code 124."""
    try:
        done = subprocess.run(  # noqa: S603 -- argv is a list made by us, no shell
            [str(part) for part in argv],
            timeout=timeout,
            cwd=cwd,
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            env={**os.environ, **env} if env else None,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Finished(124, "", f"{argv[0]} did not end within {timeout:g} s")
    return Finished(done.returncode, done.stdout, done.stderr)


def free_port() -> int:
    """A TCP port on loopback that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Server:
    """A server process of ours: started on entry, ready when `ready_url` answers 2xx, stopped on exit."""

    def __init__(
        self,
        argv: Sequence[str | Path],
        *,
        log: Path,
        ready_url: str,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        ready_within: float = 30,
    ) -> None:
        """Describe the process; nothing starts before `start()` or `with`."""
        self.argv = [str(part) for part in argv]
        self.log = log
        self.ready_url = ready_url
        self._cwd = cwd
        self._env = {**os.environ, **env} if env else None
        self._ready_within = ready_within
        self._process: subprocess.Popen[bytes] | None = None
        self._guard: Guard | None = None

    @property
    def url(self) -> str:
        """Scheme, host and port, without a path."""
        return "/".join(self.ready_url.split("/")[:3])

    @property
    def pid(self) -> int:
        """Process id; only while it runs."""
        if self._process is None:
            raise ServerFailed(f"{self.argv[0]} was not started")
        return self._process.pid

    @property
    def alive(self) -> bool:
        """Whether the process runs."""
        return self._process is not None and self._process.poll() is None

    def start(self) -> Self:
        """Start and wait until ready; ServerFailed with the log's tail otherwise. A running server is left alone."""
        if self.alive:
            # `with start_prometheus(...)` enters a server that runs already: a second process would be lost.
            return self
        self._let_go()
        self.log.parent.mkdir(parents=True, exist_ok=True)
        with self.log.open("ab") as sink:
            # A session of its own keeps the terminal's Ctrl-C away: only we stop it, in our order.
            self._process = subprocess.Popen(  # noqa: S603 -- argv is a list made by us, no shell
                self.argv,
                stdout=sink,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                cwd=self._cwd,
                env=self._env,
                start_new_session=True,
            )
        self._guard = Guard(self._process.pid)
        try:
            self._wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def stop(self, patience: float = 10) -> None:
        """End the process by its own pid: SIGTERM, and SIGKILL when that is not heard."""
        if self._process is not None and self.alive:
            self._process.terminate()
            try:
                self._process.wait(patience)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        self._let_go()

    def kill(self) -> None:
        """End the process at once, as a crash would."""
        if self.alive:
            os.kill(self.pid, signal.SIGKILL)
            self._process.wait()  # type: ignore[union-attr]  # alive says that there is one
        self._let_go()

    def leave(self) -> None:
        """Let the process outlive us: whoever knows its pid stops it."""
        self._let_go()
        if self._process is not None:
            # Nobody waits for it any more; without a code, Popen complains of that at our own end.
            self._process.returncode = 0
            self._process = None

    def log_tail(self) -> str:
        """The last lines of the log."""
        return self.log.read_text(errors="replace")[-_LOG_TAIL:] if self.log.exists() else ""

    def _let_go(self) -> None:
        if self._guard is not None:
            self._guard.release()
            self._guard = None

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + self._ready_within
        while time.monotonic() < deadline:
            if not self.alive:
                raise ServerFailed(f"{self.argv[0]} ended at start:\n{self.log_tail()}")
            if _answers(self.ready_url):
                return
            time.sleep(_POLL_SECONDS)
        raise ServerFailed(f"{self.argv[0]} was not ready within {self._ready_within:g} s:\n{self.log_tail()}")

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


def _answers(url: str) -> bool:
    try:
        with open_directly(url, timeout=2) as answer:
            return bool(200 <= answer.status < 300)  # noqa: PLR2004 -- the success class of HTTP
    except (OSError, http.client.HTTPException):
        return False
