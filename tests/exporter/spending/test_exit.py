"""Sessions that are open when their process ends."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest
from prometheus_client import CollectorRegistry
from prometheus_client.multiprocess import MultiProcessCollector

from watchspec import catalogue
from watchspec.testing import total

if TYPE_CHECKING:
    from pathlib import Path

    from watchspec.testing import LoopbackProvider

HEADER = """
import atexit, multiprocessing, os, sys
atexit.register(lambda: print(total(REGISTRY, catalogue.SESSION_COST.name + "_count")))

import watchspec
from openai import OpenAI
from prometheus_client import REGISTRY
from watchspec import catalogue
from watchspec.testing import total

watchspec.instrument()

def calls(*sessions):
    with OpenAI() as client:
        for session in sessions:
            with watchspec.context(session_id=session):
                client.chat.completions.create(model="gpt-4o", messages=[])

calls("first", "second", "second")
"""
FORK = """
child = os.fork()
if child:
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 3
else:
    calls("third", "third", "fourth")
    sys.exit(3)
"""
MULTIPROCESSING = """
process = multiprocessing.get_context("fork").Process(target=calls, args=("third", "third", "fourth"))
process.start()
process.join()
assert process.exitcode == 0
"""
KILLED = "os.kill(os.getpid(), 9)"


def _run(provider: LoopbackProvider, script: str, directory: Path | None = None) -> subprocess.CompletedProcess[str]:
    base = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "PROMETHEUS_"))}
    more = {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": provider.url}
    if directory is not None:
        more["PROMETHEUS_MULTIPROC_DIR"] = str(directory)
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", HEADER + script]
    return subprocess.run(command, env={**base, **more}, capture_output=True, text=True, check=False, timeout=120)


def _observed(directory: Path) -> float:
    registry = CollectorRegistry()
    MultiProcessCollector(registry, str(directory))  # type: ignore[no-untyped-call]  # prometheus_client's own gap
    return total(registry, f"{catalogue.SESSION_COST.name}_count")


@pytest.mark.parametrize("script", ["", "sys.exit(0)", "watchspec.end_sessions()", "watchspec.uninstrument()"])
def test_exit_of_an_only_process(provider: LoopbackProvider, script: str) -> None:
    """What pushes at the exit, and was registered before us, finds every session observed once."""
    done = _run(provider, script)
    assert (done.returncode, done.stdout) == (0, "2.0\n"), done.stderr


@pytest.mark.parametrize(("script", "sessions"), [("", 2), (FORK, 4), (MULTIPROCESSING, 4), (KILLED, 0)])
def test_exit_of_a_worker(provider: LoopbackProvider, tmp_path: Path, script: str, sessions: int) -> None:
    """They are in the files before the process is gone, each from the process that had it; SIGKILL loses them."""
    done = _run(provider, script, tmp_path)
    assert done.returncode == (-9 if script == KILLED else 0), done.stderr
    assert _observed(tmp_path) == sessions
