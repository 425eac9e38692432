"""Tests of watchspec_generators.edge.daemons, with processes that do nothing."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.daemons import Daemon, birth, keep, kept, stop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DEAF = "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print(flush=True); time.sleep(60)"


@pytest.fixture
def process() -> Iterator[subprocess.Popen[bytes]]:
    """Sleeps until somebody ends it."""
    with subprocess.Popen(["sleep", "60"]) as started:
        yield started
        started.kill()


def _daemon(process: subprocess.Popen[bytes], name: str = "sleeper") -> Daemon:
    born = birth(process.pid)
    assert born is not None
    return Daemon(name, process.pid, born, "http://127.0.0.1:1", "log", "config")


def test_what_was_written_down_is_stopped_by_a_later_command(process: subprocess.Popen[bytes], tmp_path: Path) -> None:
    """What one command keeps, another reads and stops; then nothing is left of it."""
    keep(tmp_path, _daemon(process))
    read = kept(tmp_path)
    assert read == {"sleeper": _daemon(process)}
    stop(tmp_path, read["sleeper"])
    assert process.wait(timeout=10) == -15
    assert kept(tmp_path) == {}
    assert list(tmp_path.iterdir()) == []


def test_another_process_with_the_same_pid_is_left_alone(process: subprocess.Popen[bytes], tmp_path: Path) -> None:
    """A pid that passed to somebody else, after a reboot for one, names a daemon that has ended."""
    stranger = replace(_daemon(process), born="another-boot 123")
    keep(tmp_path, stranger)
    stop(tmp_path, stranger)
    assert process.poll() is None
    keep(tmp_path, stranger)
    assert kept(tmp_path) == {}
    assert process.poll() is None


def test_a_process_that_has_ended_is_not_alive(process: subprocess.Popen[bytes], tmp_path: Path) -> None:
    """Also while its parent has not asked how it ended; stopping it again is no error."""
    daemon = _daemon(process)
    keep(tmp_path, daemon)
    process.kill()
    stop(tmp_path, daemon)
    assert not daemon.alive
    process.wait(timeout=10)
    assert birth(process.pid) is None
    stop(tmp_path, daemon)


def test_a_deaf_process_is_killed(tmp_path: Path) -> None:
    """SIGTERM first, and SIGKILL for what does not hear it."""
    with subprocess.Popen([sys.executable, "-c", _DEAF], stdout=subprocess.PIPE) as deaf:
        assert deaf.stdout is not None
        deaf.stdout.readline()
        stop(tmp_path, _daemon(deaf), patience_seconds=0.1)
        assert deaf.wait(timeout=10) == -9


@pytest.mark.parametrize("content", ["", "{}", '{"pid": 1}', "[1]"])
def test_a_broken_file_names_no_process(content: str, tmp_path: Path) -> None:
    """What a full disk cut short is cleared away, and nothing is stopped by it."""
    (tmp_path / "sleeper.pid.json").write_text(content)
    assert kept(tmp_path) == {}
    assert list(tmp_path.iterdir()) == []
