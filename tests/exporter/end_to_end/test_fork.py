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


def _run(
    provider: LoopbackProvider, when: str = "", endpoint: str = "", script: str = SCRIPT, **settings: Any
) -> list[list[Any]]:
    base = {name: value for name, value in os.environ.items() if not name.startswith(("OTEL_", "PROMETHEUS_"))}
    more = {"OPENAI_API_KEY": "none", "OPENAI_BASE_URL": provider.url, "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint}
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", script, json.dumps(settings), when]
    done = subprocess.run(command, env={**base, **more}, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    found: list[list[Any]] = json.loads(done.stdout)
    return found


OPEN = """
import gc, json, os, sys
import watchspec
from openai import OpenAI
from prometheus_client import REGISTRY
from watchspec import catalogue
from watchspec.testing import total

watchspec.instrument()
client = OpenAI()

@watchspec.observe
def generator():
    yield 1
    yield 2

def begin():
    chat = client.chat.completions.create(model="gpt-4o", messages=[], stream=True)
    next(chat)
    raw = client.chat.completions.with_raw_response.create(model="gpt-4o", messages=[], stream=True)
    steps = generator()
    next(steps)
    background = client.responses.create(model="gpt-5", input="hello", background=True)
    return chat, raw, steps, background.id

def end(chat, raw, steps, identity):
    chat.close()
    del raw
    steps.close()
    while client.responses.retrieve(identity).status != "completed":
        pass

def report():
    gc.collect()
    counted = {name: total(REGISTRY, catalogue.REQUESTS.name, outcome=name) for name in catalogue.OUTCOMES}
    return [{name: value for name, value in counted.items() if value}, total(REGISTRY, catalogue.IN_FLIGHT.name),
            total(REGISTRY, catalogue.STEP_DURATION.name + "_count"), total(REGISTRY, catalogue.INTERNAL_ERRORS.name)]

opened = begin()
r, w = os.pipe()
child = os.fork()
if not child:
    code = 1
    try:
        client = OpenAI()
        end(*opened)
        del opened
        first = report()
        opened = begin()
        end(*opened)
        del opened
        os.write(w, json.dumps([first, report()]).encode())
        code = 0
    finally:
        os._exit(code)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
end(*opened)
del opened
print(json.dumps([*json.loads(os.read(r, 1000)), report()]))
"""


def test_what_is_open_is_the_parents(provider: LoopbackProvider) -> None:
    """What is open at a fork, streams and steps, is counted by the parent alone, however the child ends its copies.

    A response in the background counts wherever its end is seen, as with any other process.
    """
    child, child_later, parent = _run(provider, script=OPEN)
    assert child == [{"success": 1}, 0, 0, 0]
    assert child_later == [{"success": 2, "abandoned": 2}, 0, 1, 0]
    assert parent == [{"success": 1, "abandoned": 2}, 0, 1, 0]


READ = """
import json, os, watchspec
from openai import OpenAI
from prometheus_client import REGISTRY
from watchspec import catalogue
from watchspec._internal import plans
from watchspec.testing import total

plans.provider_of = lambda _: "openai"  # of an unknown host no call is an ordinary one
watchspec.instrument()
client = OpenAI()
ask = {"model": "gpt-4o", "messages": []}

def report():
    return [total(REGISTRY, catalogue.REQUESTS.name), total(REGISTRY, catalogue.IN_FLIGHT.name)]

client.chat.completions.create(**ask)
before = report()
stream = client.chat.completions.create(**ask, stream=True)
r, w = os.pipe()
child = os.fork()
if not child:
    code = 1
    try:
        assert list(stream)
        os.write(w, json.dumps(report()).encode())
        code = 0
    finally:
        os._exit(code)
assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
stream.close()
print(json.dumps([before, json.loads(os.read(r, 1000)), report()]))
"""


def test_a_stream_that_the_child_reads_is_the_parents(provider: LoopbackProvider) -> None:
    """Also one that ends as most do, and would be counted together with ordinary calls."""
    before, child, parent = _run(provider, script=READ)
    assert before == child == [1, 0]
    assert parent == [2, 0]


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
