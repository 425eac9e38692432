"""A fork while other threads of the process are at work."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from tests.exporter.tracing.receiver import Receiver

import watchspec

if TYPE_CHECKING:
    from watchspec.testing import LoopbackProvider

HEADER = """
import os, signal, sys, threading
import watchspec
from openai import OpenAI
from prometheus_client import REGISTRY, generate_latest
from watchspec import catalogue
from watchspec.testing import total

def everything():
    watchspec.instrument(traces=True, secret="of this test")
    with OpenAI() as client, watchspec.context(user_id="ann", session_id="s", feature=f"feature {os.getpid()}"):
        with watchspec.span(f"step {os.getpid()}"):
            client.chat.completions.create(model="gpt-4o", messages=[])
            client.chat.completions.create(model=f"gpt-4o-{os.getpid()}", messages=[])
        response = client.responses.create(model="gpt-5", input="hello", background=True)
        client.responses.retrieve(response.id)
        watchspec.score("relevance", 0.5)
        watchspec.feedback(watchspec.request_ref(), thumbs="up")
    watchspec.user_label("ann")
    watchspec.end_session("s")
    generate_latest(REGISTRY)
    assert not total(REGISTRY, catalogue.INTERNAL_ERRORS.name)

def in_child(work):
    child = os.fork()
    if not child:
        signal.alarm(30)
        code = 1
        try:
            work()
            code = 0
        finally:
            os._exit(code)
    status = os.waitpid(child, 0)[1]
    assert os.waitstatus_to_exitcode(status) == 0, status
"""
HELD = """
from watchspec._internal import locks

everything()
held, done = threading.Event(), threading.Event()

def hold():
    taken = list(locks.in_use())
    for lock in taken:
        lock.acquire()
    held.set()
    done.wait()
    for lock in taken:
        lock.release()

def work():
    for lock in locks.in_use():
        assert lock.acquire(blocking=False)
        lock.release()
    everything()

thread = threading.Thread(target=hold)
thread.start()
held.wait()
try:
    in_child(work)
finally:
    done.set()
    thread.join()
everything()
print(len(locks.in_use()))
"""
BUSY = """
everything()
done = threading.Event()

def busy():
    with OpenAI() as client:
        while not done.is_set():
            client.chat.completions.create(model="gpt-4o", messages=[])

threads = [threading.Thread(target=busy) for _ in range(2)]
for thread in threads:
    thread.start()
try:
    for _ in range(10):
        in_child(everything)
finally:
    done.set()
    for thread in threads:
        thread.join()
everything()
"""


def _run(script: str, provider: LoopbackProvider, receiver: Receiver, directory: Path | None) -> str:
    base = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "PROMETHEUS_"))}
    more = {
        "OPENAI_API_KEY": "none",
        "OPENAI_BASE_URL": provider.url,
        "OTEL_EXPORTER_OTLP_ENDPOINT": receiver.url,
        **({} if directory is None else {"PROMETHEUS_MULTIPROC_DIR": str(directory)}),
    }
    # That forking a process with threads is delicate is what these tests are about.
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", HEADER + script]
    done = subprocess.run(command, env={**base, **more}, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("prefork", [False, True])
def test_held_locks(provider: LoopbackProvider, tmp_path: Path, prefork: bool) -> None:
    """Whichever of our locks another thread holds at a fork, the child finds it free and does all that it can do."""
    with Receiver() as receiver:
        assert int(_run(HELD, provider, receiver, tmp_path if prefork else None)) >= 10


@pytest.mark.parametrize("prefork", [False, True])
def test_busy_threads(provider: LoopbackProvider, tmp_path: Path, prefork: bool) -> None:
    """Threads that make calls at the fork hang no child, also not by prometheus_client's locks."""
    with Receiver() as receiver:
        _run(BUSY, provider, receiver, tmp_path if prefork else None)


def test_every_lock_is_one_of_these() -> None:
    """No part of the package makes a lock of its own, which a fork could leave locked."""
    package = Path(watchspec.__file__).parent
    own = {
        str(path.relative_to(package))
        for path in package.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.alias) and node.name in {"Lock", "RLock", "Condition", "Semaphore"})
        or (isinstance(node, ast.Attribute) and node.attr in {"Lock", "RLock", "Condition", "Semaphore"})
    }
    assert own == {"_internal/locks.py"}
