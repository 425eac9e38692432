"""Workers that are forked, as gunicorn does it."""

from __future__ import annotations

import os
import signal
import time
import traceback
import warnings
from threading import Event, Thread
from typing import TYPE_CHECKING

from tests.exporter.tracing.stand_ins import Play

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from tests.exporter.tracing.conftest import Bench
    from tests.exporter.tracing.receiver import Receiver


def _in_child(work: Callable[[], object]) -> None:
    """Runs `work` in a forked child, to its end."""
    with warnings.catch_warnings():
        # That forking a process with threads is delicate is what these tests are about.
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child == 0:
        code = 1
        try:
            work()
            code = 0
        except BaseException:  # noqa: BLE001 - the child must not go on as a second test run
            traceback.print_exc()
        finally:
            os._exit(code)
    deadline = time.monotonic() + 20
    while True:
        ended, status = os.waitpid(child, os.WNOHANG)
        if ended:
            assert os.waitstatus_to_exitcode(status) == 0
            return
        if time.monotonic() > deadline:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            raise AssertionError("the child hangs")
        time.sleep(0.01)


def test_worker_sends(bench: Bench, receiver: Receiver) -> None:
    """A worker forked after instrumenting sends its own spans, by its own thread."""
    play = bench.play()
    play.call(model="parent")

    def work() -> None:
        play.call(model="child")
        assert play.tracer.flush()

    _in_child(work)
    play.tracer.flush()
    spans = receiver.wait_for(2)
    assert sorted(span.name for span in spans) == ["chat child", "chat parent"]
    assert len({span.trace_id for span in spans}) == 2


def test_background_thread_in_a_worker(bench: Bench, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a worker too nobody has to flush: the batch thread sends by itself."""
    monkeypatch.setenv("OTEL_BSP_SCHEDULE_DELAY", "20")
    play = bench.play()

    def work() -> None:
        play.call(model="child")
        time.sleep(1.0)

    _in_child(work)
    assert [span.name for span in receiver.wait_for(1)] == ["chat child"]


def test_ids_differ_between_workers(bench: Bench, receiver: Receiver) -> None:
    """Workers give no id twice, although they begin as copies."""
    play = bench.play()

    def work() -> None:
        for _ in range(5):
            play.call()
        play.tracer.flush()

    for _ in range(3):
        _in_child(work)
    spans = receiver.wait_for(15)
    assert len({span.trace_id for span in spans}) == len({span.span_id for span in spans}) == 15


def test_what_the_parent_holds_is_sent_once(bench: Bench, receiver: Receiver) -> None:
    """A fork in the middle of a trace: the child sends its own calls below the step, the parent all the rest."""
    play = bench.play()
    with play.step("answer") as step:
        play.call(model="before")
        open_call = play.begin(model="open")

        def work() -> None:
            play.call(model="child")
            assert play.end(open_call) is None
            play.tracer.end_step(step, "success", None, time.perf_counter())
            play.tracer.flush()

        _in_child(work)
        play.end(open_call)
    play.tracer.flush()
    spans = {span.name: span for span in receiver.wait_for(4)}
    assert sorted(spans) == ["answer", "chat before", "chat child", "chat open"]
    assert len(receiver.spans) == 4
    assert spans["chat child"].trace_id == spans["answer"].trace_id
    assert spans["chat child"].parent_id == spans["answer"].span_id


def test_fork_while_a_thread_is_at_work(bench: Bench, receiver: Receiver) -> None:
    """A lock that another thread held at the fork does not hang the child."""
    tracer, stop = bench.tracer(), Event()

    def busy() -> None:
        play = Play(tracer)
        while not stop.is_set():
            with play.step("answer"):
                play.call()

    threads = [Thread(target=busy) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        for _ in range(10):
            _in_child(lambda: Play(tracer).call())
    finally:
        stop.set()
        for thread in threads:
            thread.join()
