"""A receiver that fails or is not there, and failures of our own: nothing of it reaches the caller."""

from __future__ import annotations

import subprocess
import sys
from time import perf_counter
from typing import TYPE_CHECKING, Any

import pytest
from tests.exporter.tracing.conftest import KEEP_ALL
from tests.exporter.tracing.receiver import Receiver
from tests.exporter.tracing.stand_ins import Asker, Play

from watchspec import catalogue
from watchspec._internal.tracing.sampling import Sampling

if TYPE_CHECKING:
    from tests.exporter.tracing.conftest import Bench

SCRIPT = """
from time import perf_counter
from tests.exporter.tracing.conftest import Bench
from tests.exporter.tracing.stand_ins import Asker
play = Bench().play()
play.call()
began = perf_counter()
for _ in range(200):
    with play.step("answer"):
        play.call("error", context=Asker(user_id="ann"))
print(perf_counter() - began)
"""


def _run(script: str, endpoint: str, **more: str) -> tuple[str, str, float]:
    """Standard output, standard error and how long the process lived."""
    environment = {"PYTHONPATH": ":".join(sys.path), "OTEL_EXPORTER_OTLP_ENDPOINT": endpoint, **more}
    began = perf_counter()
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout, done.stderr, perf_counter() - began


@pytest.mark.parametrize("mode", ["ok", "error", "hang", "refused"])
def test_calls_do_not_wait(mode: Any) -> None:
    """No trace waits for being sent, and a process ends without all of them, whatever the receiver does."""
    with Receiver("ok" if mode == "refused" else mode) as receiver:
        endpoint = "http://127.0.0.1:9" if mode == "refused" else receiver.url
        output, errors, lived = _run(SCRIPT, endpoint, OTEL_BSP_SCHEDULE_DELAY="10", OTEL_EXPORTER_OTLP_TIMEOUT="1")
        # Waiting for the receiver would take a second for each trace.
        assert float(output) < 100
        assert "Traceback" not in errors
        assert lived < 100
        assert (receiver.asked > 0) == (mode != "refused")
        if mode == "ok":
            assert len(receiver.spans) == 401


def test_what_is_held_is_sent_at_exit() -> None:
    """A process that ends inside a step still sends what the unfinished trace holds."""
    with Receiver() as receiver:
        script = "from tests.exporter.tracing.conftest import Bench\nplay = Bench().play()\nplay.enter()\nplay.call()"
        _run(script, receiver.url)
        assert [span.name for span in receiver.spans] == ["chat gpt-4o"]


def _broken(*_: Any) -> str:
    raise RuntimeError("secret question")


def test_failure_of_our_own_in_a_span(bench: Bench, receiver: Receiver, caplog: pytest.LogCaptureFixture) -> None:
    """One span that cannot be described is counted and costs no other span; its message is not logged."""
    play = bench.play(label_of_user=_broken)
    with play.step("answer"):
        play.call(context=Asker(user_id="ann"))
    play.call()
    play.tracer.flush()
    assert [span.name for span in receiver.wait_for(1)] == ["chat gpt-4o"]
    assert bench.meter.internal_errors() >= 1
    assert "secret question" not in caplog.text


def test_failures_of_our_own_while_following(bench: Bench, receiver: Receiver) -> None:
    """Every method survives whatever goes wrong inside, and counts it."""
    play = bench.play()
    call = play.begin()
    step = play.enter()
    for name in ("_sampler", "_destination", "_pending"):
        delattr(play.tracer, name)
    assert play.end(call) is None
    play.tracer.end_step(step, "success", None, perf_counter())
    assert play.enter().trace is None
    assert play.begin().trace is None
    assert play.tracer.flush() is False
    assert not play.tracer.score(object(), "tone", 1.0)  # type: ignore[arg-type]  # that is what goes wrong
    assert bench.meter.total(catalogue.INTERNAL_ERRORS, place="trace") >= 5


def test_nonsense_from_the_caller(bench: Bench, receiver: Receiver) -> None:
    """Calls and steps that were never begun, or begun without tracing, are passed over."""
    play = bench.play(KEEP_ALL)
    call = play.begin()
    call.trace = None
    assert play.end(call) is None
    step = play.enter()
    step.trace = None
    play.tracer.end_step(step, "success", None, perf_counter())
    assert not play.tracer.score(call, "tone", 1.0)
    play.call()
    play.tracer.flush()
    assert [span.parent_id for span in receiver.wait_for(1)] == [""]
    assert bench.meter.internal_errors() == 0


def test_cost_of_a_dropped_call(bench: Bench, receiver: Receiver) -> None:
    """Following a call that is dropped takes some dozens of function calls."""
    play = Play(bench.tracer(Sampling(rate=0.0, new_user_calls=0)))
    play.call()
    seen: list[str] = []
    before = sys.getprofile()
    sys.setprofile(lambda _frame, event, _arg: seen.append(event))
    try:
        for _ in range(50):
            play.call()
    finally:
        sys.setprofile(before)
    assert 0 < seen.count("call") < 50 * 100
