"""`watchspec demo` from outside: refusals and interruptions.

The whole incident is a step of its own in scripts/test.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]
COMMAND = (sys.executable, "-c", "from watchspec_generators.cli import main; main()", "demo")
RUNNING = "Everything runs"


@pytest.fixture
def spec(tmp_path: Path) -> Path:
    """A copy of the shipped spec, so that what it generates goes elsewhere."""
    return Path(shutil.copy(ROOT / "monitoring.yaml", tmp_path))


@pytest.fixture
def demo(spec: Path) -> Iterator[subprocess.Popen[str]]:
    """A demo that has begun."""
    argv = [*COMMAND, "--spec", str(spec)]
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as process:
        yield process
        process.kill()


def _read_until(process: subprocess.Popen[str], words: str) -> str:
    assert process.stdout is not None
    seen = ""
    for line in process.stdout:
        seen += line
        if words in line:
            return seen
    raise AssertionError(f"ended without saying {words!r}:\n{seen}")


def _descendants(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(entry.read_text().rpartition(")")[2].split()[1])
        except (OSError, ValueError):
            continue
        if parent == pid:
            found += [int(entry.parent.name), *_descendants(int(entry.parent.name))]
    return found


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.binary
def test_an_interrupted_demo_stops_all_that_it_started(demo: subprocess.Popen[str]) -> None:
    """Ctrl-C in the middle: every process that it started is gone, and the exit code tells."""
    _read_until(demo, RUNNING)
    started = _descendants(demo.pid)
    assert len(started) >= 3
    demo.send_signal(signal.SIGINT)
    assert demo.wait(timeout=30) == 130
    deadline = time.monotonic() + 5
    while any(map(_alive, started)) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert [pid for pid in started if _alive(pid)] == []


@pytest.mark.binary
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_can_be_interrupted_before_anything_runs(
    demo: subprocess.Popen[str], number: signal.Signals, code: int
) -> None:
    """Ctrl-C or a kill while the rules are being proven ends it at once."""
    _read_until(demo, "Proving")
    demo.send_signal(number)
    assert demo.wait(timeout=30) == code


def _refused(spec: Path, **env: str) -> tuple[int, str]:
    argv = [*COMMAND, "--spec", str(spec)]
    done = subprocess.run(argv, capture_output=True, text=True, timeout=60, check=False, env={**os.environ, **env})
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr


def test_a_spec_without_the_incidents_alerts_is_refused(spec: Path) -> None:
    """What is missing is named, the exit code is 2, and nothing is generated."""
    text = spec.read_text().replace(
        "signal: ttft_p95\n    by: [model]\n    above: 2s", "signal: latency_p99\n    by: [model]\n    above: 20s"
    )
    spec.write_text(text)
    code, told = _refused(spec)
    assert (code, "no alert on ttft_p95 or ttft_p99 that slow first tokens could set off" in told) == (2, True)
    assert not (spec.parent / ".watchspec").exists()


def test_a_spec_without_the_environment_is_refused(spec: Path) -> None:
    """Without an environment `demo` there is nothing to play."""
    spec.write_text(spec.read_text().partition("environments:")[0])
    code, told = _refused(spec)
    assert (code, "demo" in told) == (2, True)


def test_a_missing_program_is_said(spec: Path, tmp_path: Path) -> None:
    """Without Prometheus and its kin the exit code is 3, with the way to get them."""
    code, told = _refused(spec, WATCHSPEC_TOOLS=str(tmp_path / "none"), PATH="/nowhere")
    assert (code, "watchspec tools install" in told) == (3, True)
