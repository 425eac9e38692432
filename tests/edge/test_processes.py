"""Tests of watchspec_generators.edge.processes."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.processes import Server, ServerFailed, free_port, run_tool

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    Start = Callable[..., Server]

_SERVER = """
import http.server, signal, sys, threading
port, answers, deaf = int(sys.argv[1]), sys.argv[2].split(","), sys.argv[3] == "deaf"
if deaf:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        status = answers.pop(0) if len(answers) > 1 else answers[0]
        print("answers", status, flush=True)
        self.send_response(int(status))
        self.send_header("Content-Length", "0")
        self.end_headers()
    def log_message(self, *_):
        pass
http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever(0.02)
"""


@pytest.fixture
def server(tmp_path: Path) -> Start:
    """Describes a small real HTTP server that answers with these statuses, the last one for ever."""

    def describe(answers: str = "200", *, deaf: bool = False) -> Server:
        port = free_port()
        argv = [sys.executable, "-c", _SERVER, str(port), answers, "deaf" if deaf else "hears"]
        ready = f"http://127.0.0.1:{port}/-/ready"
        return Server(argv, log=tmp_path / "logs/server.log", ready_url=ready)

    return describe


def _exists(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_tool_gives_code_and_both_streams() -> None:
    """What a program prints and how it ends is kept apart."""
    done = run_tool(["sh", "-c", "cat; echo bad >&2; exit 3"], stdin="gut: ü\n")
    assert (done.code, done.stdout, done.stderr) == (3, "gut: ü\n", "bad\n")
    assert done.output == "gut: ü\nbad"


def test_tool_that_hangs_ends_with_124() -> None:
    """A program without end is stopped, and the message says what happened."""
    started = time.monotonic()
    done = run_tool(["sleep", "60"], timeout=0.2)
    assert (done.code, done.stderr) == (124, "sleep did not end within 0.2 s")
    assert time.monotonic() - started < 30


def test_tool_sees_folder_and_environment(tmp_path: Path) -> None:
    """Extra variables come on top of ours; the folder is the one asked for; no input is no wait."""
    done = run_tool(["sh", "-c", 'cat; echo "$EXTRA $(pwd) ${PATH:+kept}"'], cwd=tmp_path, env={"EXTRA": "1"})
    assert done.stdout == f"1 {tmp_path} kept\n"


def test_tool_may_print_anything() -> None:
    """Bytes that are no UTF-8 must not hide the rest of a message."""
    assert run_tool(["printf", r"caf\351 closed"]).stdout == "caf� closed"


def test_free_port_can_be_bound() -> None:
    """The port is free on loopback."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", free_port()))


def test_server_is_ready_only_when_it_says_so(server: Start) -> None:
    """An early 503 is waited out; after that the server runs under its own pid."""
    with server("503,503,200") as running:
        assert running.alive
        assert _exists(running.pid)
        assert running.log_tail().count("answers 503") == 2
        assert running.ready_url.startswith(running.url + "/")
        pid = running.pid
    assert not running.alive
    assert not _exists(pid)


def test_server_is_reached_past_a_proxy(server: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy in the environment does not make a loopback server look unready."""
    monkeypatch.setenv("http_proxy", f"http://127.0.0.1:{free_port()}")
    monkeypatch.delenv("no_proxy", raising=False)
    with server() as running:
        assert running.alive


def test_server_that_dies_at_start_shows_its_log(tmp_path: Path) -> None:
    """The last words of the program are the best explanation there is."""
    argv = ["sh", "-c", "echo 'bad matcher in line 7' >&2; exit 1"]
    dying = Server(argv, log=tmp_path / "log", ready_url=f"http://127.0.0.1:{free_port()}/")
    with pytest.raises(ServerFailed, match=r"sh ended at start:\nbad matcher in line 7"):
        dying.start()
    assert not dying.alive


def test_server_that_never_gets_ready_is_stopped(tmp_path: Path) -> None:
    """Nothing is left running behind the error, which shows the log."""
    argv = ["sh", "-c", "echo still reading; exec sleep 60"]
    ready = f"http://127.0.0.1:{free_port()}/"
    slow = Server(argv, log=tmp_path / "log", ready_url=ready, ready_within=1)
    with pytest.raises(ServerFailed, match=r"not ready within 1 s:\nstill reading"):
        slow.start()
    assert not slow.alive
    assert not _exists(slow.pid)


def test_server_that_ignores_sigterm_is_killed(server: Start) -> None:
    """Patience ends: no process of ours outlives us."""
    deaf = server(deaf=True).start()
    deaf.stop(patience=0.1)
    assert not _exists(deaf.pid)


def test_only_our_own_process_is_stopped(server: Start) -> None:
    """Another process of the same program goes on."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"]) as other:
        try:
            with server():
                pass
            assert other.poll() is None
        finally:
            other.kill()


def test_server_does_not_hear_the_terminals_ctrl_c(server: Start) -> None:
    """Ctrl-C goes to the terminal's process group: the server is not in it, so that we choose the order of the end."""
    with server() as running:
        assert os.getpgid(running.pid) != os.getpgid(0)


def test_kill_is_a_crash(server: Start) -> None:
    """For tests of what others do when a server vanishes; stopping it afterwards is no error."""
    running = server().start()
    running.kill()
    running.stop()
    assert not _exists(running.pid)
    running.kill()


def test_running_server_is_not_started_twice(server: Start) -> None:
    """`with` around a server that somebody started already stops that very process at the end."""
    running = server().start()
    pid = running.pid
    with running as same:
        assert same.pid == pid
    assert not _exists(pid)


def test_server_can_be_started_anew(server: Start) -> None:
    """After a crash the same description starts a second process."""
    running = server().start()
    os.kill(running.pid, signal.SIGKILL)
    first = running.pid
    running.stop()
    try:
        assert running.start().pid != first
    finally:
        running.stop()


def test_server_that_was_not_started_has_no_pid(server: Start) -> None:
    """Stopping what never ran is fine, asking for its pid is a mistake."""
    described = server()
    described.stop()
    assert not described.alive
    assert described.log_tail() == ""
    with pytest.raises(ServerFailed, match="was not started"):
        _ = described.pid


def test_a_server_that_we_leave_goes_on(server: Start) -> None:
    """Neither the end of the block nor that of its watcher ends it any more."""
    with server() as running:
        pid = running.pid
        running.leave()
        assert not running.alive
    try:
        assert _exists(pid)
    finally:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
