"""A process that measures, forks and goes on: each process counts what it has done itself."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, Any

from tests.exporter.tracing.receiver import Receiver

if TYPE_CHECKING:
    from watchspec.testing import LoopbackProvider

SCRIPT = """
import json, os, sys
import watchspec
from openai import OpenAI
from prometheus_client import REGISTRY
from watchspec import catalogue
from watchspec._internal.collectors import ledger_of
from watchspec.testing import total

watchspec.instrument(**json.loads(sys.argv[1]))

def calls(count, session):
    with OpenAI() as client, watchspec.context(user_id="ann", session_id=session, prompt="v1"):
        for _ in range(count):
            with watchspec.span("step"):
                client.chat.completions.create(model="gpt-4o", messages=[])

def counted(metric, suffix=""):
    return total(REGISTRY, metric.name + suffix)

def report():
    for session in ("parent", "child", "open"):
        watchspec.end_session(session)
    return [counted(catalogue.REQUESTS), counted(catalogue.STEP_DURATION, "_count"),
            counted(catalogue.PROMPT_REQUESTS), counted(catalogue.SESSION_COST, "_count"),
            counted(catalogue.IN_FLIGHT), counted(catalogue.INTERNAL_ERRORS)]

if sys.argv[2] == "scraped":
    calls(2, "early")
    counted(catalogue.REQUESTS)
calls(3, "parent")
client = OpenAI()
stream = client.chat.completions.create(model="gpt-4o", messages=[], stream=True)
next(stream)
r, w = os.pipe()
child = os.fork()
if not child:
    code = 1
    try:
        calls(4, "child")
        os.write(w, json.dumps(report()).encode())
        recorder = watchspec._internal.instrumentation.process_recorder()
        code = 0 if recorder.tracer is None or recorder.tracer.flush() else 2
    finally:
        os._exit(code)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
calls(1, "parent")
assert list(stream)
client.close()
print(json.dumps([json.loads(os.read(r, 1000)), report()]))
"""


def _run(provider: LoopbackProvider, when: str = "", endpoint: str = "", **settings: Any) -> list[list[float]]:
    base = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "PROMETHEUS_"))}
    more = {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": provider.url, "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint}
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", SCRIPT, json.dumps(settings), when]
    done = subprocess.run(command, env={**base, **more}, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    found: list[list[float]] = json.loads(done.stdout)
    return found


def test_what_waits_is_the_parents(provider: LoopbackProvider) -> None:
    """Calls and steps that wait to be counted at the fork are counted by the parent alone, sessions and all."""
    child, parent = _run(provider)
    assert child == [4, 4, 4, 1, 0, 0]
    assert parent == [5, 4, 4, 1, 0, 0]


def test_what_was_counted_is_in_both(provider: LoopbackProvider) -> None:
    """What was scraped before the fork is in the child's memory too, as any counter of prometheus_client's."""
    child, parent = _run(provider, "scraped")
    assert child[:3] == [6, 6, 6]
    assert parent[:3] == [7, 6, 6]


def test_traces(provider: LoopbackProvider) -> None:
    """Each process sends its own traces, once."""
    with Receiver() as receiver:
        _run(provider, endpoint=receiver.url, traces={"rate": 1.0})
        names = [span.name for span in receiver.spans]
        assert (names.count("step"), names.count("chat gpt-4o")) == (8, 9)
        assert len({span.span_id for span in receiver.spans}) == 17
