"""Nothing grows without bound, and nothing is lost when a limit is reached."""

from __future__ import annotations

import gc
import weakref
from itertools import count
from typing import TYPE_CHECKING, Any

from tests.exporter.tracing.conftest import KEEP_NONE
from tests.exporter.tracing.stand_ins import Play

from watchspec._internal.tracing import pending
from watchspec._internal.tracing.sampling import Sampling

if TYPE_CHECKING:
    import pytest
    from tests.exporter.tracing.conftest import Bench
    from tests.exporter.tracing.receiver import Receiver


def _held(play: Play) -> int:
    """What unfinished traces hold, by the bookkeeping and by counting."""
    waiting = play.tracer._pending
    assert waiting._held == sum(len(trace.ended) for trace in waiting._traces)
    return waiting._held


def test_root_that_never_ends(bench: Bench, receiver: Receiver) -> None:
    """A worker loop inside one step is decided on in parts: its errors are kept, and not all that comes after them."""
    play = bench.play(KEEP_NONE)
    play.enter("worker")
    for _ in range(2 * pending.MAX_WHOLE):
        play.call(cost=0.0)
        assert _held(play) < pending.MAX_RECORDS
    assert bench.decisions() == {"dropped": 1}
    failed = play.call("error")
    for _ in range(2 * pending.MAX_RECORDS):
        play.call(cost=0.0)
    play.tracer.flush()
    spans = receiver.wait_for(pending.MAX_RECORDS)
    assert failed is not None
    assert failed["span_id"] in {span.span_id for span in spans}
    assert len(spans) == pending.MAX_RECORDS
    assert bench.decisions() == {"dropped": 1, "error": 1}


def test_parts_of_a_kept_trace_stay_together(bench: Bench, receiver: Receiver) -> None:
    """By rate and after an error, all later parts of a trace are kept under the same trace id, the root last."""
    play = bench.play(KEEP_NONE)
    with play.step("agent"):
        play.call("error")
        for _ in range(450):
            play.call()
    play.tracer.flush()
    spans = receiver.wait_for(452)
    assert len({span.trace_id for span in spans}) == 1
    assert spans[-1].name != "agent"
    (root,) = [span for span in spans if span.name == "agent"]
    assert {span.parent_id for span in spans if span is not root} == {root.span_id}
    assert bench.decisions() == {"error": 1}


def test_too_many_unfinished_traces(bench: Bench, receiver: Receiver) -> None:
    """The oldest is decided on what it holds: an error in it is kept although its root has not ended."""
    tracer = bench.tracer(KEEP_NONE)
    plays = [Play(tracer) for _ in range(pending.MAX_TRACES + 10)]
    for number, play in enumerate(plays):
        play.enter()
        play.call("error" if number == 0 else "success")
    assert len(tracer._pending._traces) == pending.MAX_TRACES
    tracer._destination.flush(5)
    (span,) = receiver.wait_for(1)
    assert span.status == "STATUS_CODE_ERROR"
    assert bench.decisions() == {"error": 1, "dropped": 9}


def test_calls_alone_are_not_held(bench: Bench, receiver: Receiver) -> None:
    """Thousands of calls under way at once are no reason to give up on one of them."""
    play = bench.play(KEEP_NONE)
    calls = [play.begin() for _ in range(3 * pending.MAX_TRACES)]
    assert _held(play) == 0
    for call in calls:
        play.end(call, "error")
    assert bench.decisions() == {"error": 3 * pending.MAX_TRACES}
    assert _held(play) == 0


def test_held_together(bench: Bench, receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    """All unfinished traces together hold a bounded number of calls."""
    monkeypatch.setattr(pending, "MAX_HELD", 50)
    tracer = bench.tracer(KEEP_NONE)
    plays = [Play(tracer) for _ in range(10)]
    for play in plays:
        play.enter()
        for _ in range(10):
            play.call()
            assert _held(play) <= 50
    assert _held(play) == 50


def test_waits_no_longer_than_a_few_minutes(bench: Bench, receiver: Receiver) -> None:
    """What a trace with an open root holds is sent once it has waited long enough."""
    play = bench.play(KEEP_NONE)
    play.enter()
    play.call("error")
    tracer = play.tracer
    other = Play(tracer)
    other.call(seconds=pending.MAX_WAIT_SECONDS - 60)
    tracer._destination.flush(5)
    assert len(receiver.spans) == 1
    other.call(seconds=pending.MAX_WAIT_SECONDS + 60)
    tracer._destination.flush(5)
    assert len(receiver.spans) == 3


def test_steps_that_are_thrown_away(bench: Bench, receiver: Receiver) -> None:
    """A step and a call that never end and are dropped leave nothing behind."""
    play = bench.play(KEEP_NONE)
    dropped: list[Any] = []
    for _ in range(10):
        step = play.enter()
        call = play.begin()
        dropped += [weakref.ref(step), weakref.ref(call)]
        del step, call
        play.inside = None
    gc.collect()
    assert [one() for one in dropped] == [None] * 20
    assert _held(play) == 0


def test_calls_are_let_go(bench: Bench, receiver: Receiver) -> None:
    """A call that is decided on is not kept alive by its trace, not even until the next garbage collection."""
    play = bench.play(Sampling(rate=0.5))
    gc.collect()
    gc.disable()
    try:
        for number in count():
            call = play.begin()
            seen = weakref.ref(call)
            play.end(call, "error" if number % 2 else "success")
            del call
            assert seen() is None
            if number > 20:
                break
    finally:
        gc.enable()
