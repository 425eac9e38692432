"""One decision for each local trace: what decides, what an exemplar may point to, and what is counted."""

from __future__ import annotations

from collections import Counter
from math import sqrt
from threading import Thread
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from tests.exporter.tracing.conftest import KEEP_ALL, KEEP_NONE, Bench
from tests.exporter.tracing.stand_ins import Asker, Play

from watchspec import catalogue
from watchspec._internal.tracing.sampling import Sampling

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.exporter.tracing.receiver import Receiver

Tree = Any
leaves = st.sampled_from(["quick", "slow", "fail", "dear"])
trees: st.SearchStrategy[Tree] = st.recursive(
    leaves, lambda inner: st.tuples(st.sampled_from(["success", "error"]), st.lists(inner, max_size=4)), max_leaves=10
)
HOW: dict[str, dict[str, Any]] = {
    "quick": {},
    "slow": {"seconds": 6.0},
    "fail": {"outcome": "error"},
    "dear": {"cost": 0.06},
}


def _run(play: Play, tree: Tree, exemplars: list[Mapping[str, str]]) -> None:
    if isinstance(tree, tuple):
        with play.step("step", tree[0]):
            for inner in tree[1]:
                _run(play, inner, exemplars)
        return
    exemplar = play.call(**HOW[tree])
    if exemplar is not None:
        exemplars.append(exemplar)


def _size(tree: Tree) -> int:
    return 1 + sum(_size(inner) for inner in tree[1]) if isinstance(tree, tuple) else 1


def _kinds(tree: Tree) -> Counter[str]:
    if not isinstance(tree, tuple):
        return Counter([tree])
    return sum((_kinds(inner) for inner in tree[1]), Counter({f"step {tree[0]}": 1}))


def _reason(tree: Tree) -> str | None:
    kinds = _kinds(tree)
    if kinds["fail"] or kinds["step error"]:
        return "error"
    if kinds["slow"]:
        return "slow"
    return "expensive" if kinds["dear"] > 1 else None


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(forest=st.lists(trees, max_size=5))
def test_whole_traces(host: Any, forest: list[Tree]) -> None:
    """A trace is kept whole or dropped whole, for the reason its parts give, and counted once; exemplars never lie."""
    sent = InMemorySpanExporter()
    provider = host(TracerProvider())
    provider.add_span_processor(SimpleSpanProcessor(sent))
    bench = Bench()
    play = bench.play(Sampling(rate=0.5, new_user_calls=0))
    exemplars: list[Mapping[str, str]] = []
    for tree in forest:
        _run(play, tree, exemplars)
    spans = sent.get_finished_spans()
    traces = Counter(span.context.trace_id for span in spans)
    always = [tree for tree in forest if _reason(tree)]
    kept = [next(span for span in spans if span.context.trace_id == trace) for trace in traces]
    by_rate = [span for span in kept if (span.attributes or {})["watchspec.sample.reason"] == "rate"]
    assert len(kept) - len(by_rate) == len(always)
    sizes = Counter(_size(tree) for tree in always)
    assert not sizes - Counter(traces.values())
    expected = Counter(_reason(tree) for tree in always)
    expected["rate"], expected["dropped"] = len(by_rate), len(forest) - len(kept)
    assert bench.decisions() == {reason: count for reason, count in expected.items() if count}
    known = {(f"{span.context.trace_id:032x}", f"{span.context.span_id:016x}") for span in spans}
    assert {(exemplar["trace_id"], exemplar["span_id"]) for exemplar in exemplars} <= known
    # By rate every call of a kept trace has its exemplar; else at least the one that decided.
    rated = {span.context.trace_id for span in by_rate}
    calls = sum(span.context.trace_id in rated and span.name == "chat gpt-4o" for span in spans)
    assert calls == sum(int(exemplar["trace_id"], 16) in rated for exemplar in exemplars)
    assert bench.meter.internal_errors() == 0


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"outcome": "error"}, "error"),
        ({"seconds": 5.0}, "slow"),
        ({"cost": 0.1}, "expensive"),
        ({"context": Asker(user_id="ann")}, "new_user"),
    ],
)
def test_what_keeps_a_trace(bench: Bench, receiver: Receiver, fields: dict[str, Any], reason: str) -> None:
    """One call is enough to keep its trace; it has an exemplar, the unremarkable call before it has none."""
    play = bench.play(Sampling(rate=0.0))
    with play.step("answer"):
        assert play.call() is None
        exemplar = play.call(**fields)
    play.tracer.flush()
    spans = receiver.wait_for(3)
    assert {span.attributes["watchspec.sample.reason"] for span in spans} == {reason}
    assert exemplar == {"trace_id": spans[2].trace_id, "span_id": spans[2].span_id}
    assert bench.decisions() == {reason: 1}


def test_what_keeps_nothing(bench: Bench, receiver: Receiver) -> None:
    """An unremarkable trace is dropped, and nothing of it is sent."""
    play = bench.play(KEEP_NONE)
    with play.step("answer"):
        assert play.call() is None
    assert play.call() is None
    play.tracer.flush()
    assert receiver.spans == []
    assert bench.decisions() == {"dropped": 2}


def test_slow_step(bench: Bench, receiver: Receiver) -> None:
    """A step has a limit of its own."""
    play = bench.play(Sampling(rate=0.0, slow_step_seconds=20.0))
    for seconds in (6.0, 20.0):
        with play.step("answer", seconds=seconds):
            play.call()
    play.tracer.flush()
    assert [span.seconds for span in receiver.wait_for(2) if span.name == "answer"] == [pytest.approx(20.0)]
    assert bench.decisions() == {"slow": 1, "dropped": 1}


def test_cost_of_a_whole_trace(bench: Bench, receiver: Receiver) -> None:
    """Many cheap calls make an expensive trace; calls without a price add nothing."""
    play = bench.play(Sampling(rate=0.0, expensive_usd=0.1))
    with play.step("agent"):
        exemplars = [play.call(cost=cost) for cost in (0.04, None, 0.04, 0.04)]
    play.tracer.flush()
    assert [exemplar is not None for exemplar in exemplars] == [False, False, False, True]
    assert len(receiver.wait_for(5)) == 5
    assert bench.decisions() == {"expensive": 1}


def test_no_price_is_never_expensive(bench: Bench, receiver: Receiver) -> None:
    """A limit of 0 dollars keeps what has a price."""
    play = bench.play(Sampling(rate=0.0, expensive_usd=0.0))
    play.call(cost=None)
    play.call(cost=0.0)
    assert bench.decisions() == {"expensive": 1, "dropped": 1}


def test_first_calls_of_a_user(bench: Bench, receiver: Receiver) -> None:
    """The first calls of each user are kept, also where they are kept anyway."""
    play = bench.play(Sampling(rate=0.0, new_user_calls=3))
    for user in ("ann", "bob"):
        for outcome in ("success", "error", "success", "success"):
            play.call(outcome, context=Asker(user_id=user))
    play.tracer.flush()
    assert bench.decisions() == {"new_user": 4, "error": 2, "dropped": 2}
    assert len(receiver.wait_for(6)) == 6


def test_rate(bench: Bench, receiver: Receiver) -> None:
    """The rate keeps its share; the inverse probability and OpenTelemetry's threshold are on the spans."""
    play, count = bench.play(Sampling(rate=0.25, new_user_calls=0)), 1_500
    exemplars = [play.call() for _ in range(count)]
    kept = [exemplar for exemplar in exemplars if exemplar is not None]
    assert abs(len(kept) - count / 4) <= 5 * sqrt(count * 0.25 * 0.75)
    play.tracer.flush()
    spans = receiver.wait_for(len(kept))
    assert {span.span_id for span in spans} == {exemplar["span_id"] for exemplar in kept}
    assert {span.trace_state for span in spans} == {"ot=th:c"}
    assert {span.attributes["watchspec.sample.probability"] for span in spans} == {0.25}
    assert {span.attributes["watchspec.sample.weight"] for span in spans} == {4.0}
    assert bench.decisions() == {"rate": len(kept), "dropped": count - len(kept)}


def test_certain_traces_have_the_threshold_of_certainty(bench: Bench, receiver: Receiver) -> None:
    """What is always kept stands for itself alone."""
    play = bench.play(Sampling(rate=0.25))
    play.call("error")
    play.tracer.flush()
    assert [span.trace_state for span in receiver.wait_for(1)] == ["ot=th:0"]


def test_totals_of_sent_spans_are_unbiased(bench: Bench, receiver: Receiver) -> None:
    """Cost summed over the spans that arrived, each by its weight, is what all calls cost."""
    play = bench.play(Sampling(rate=0.2, new_user_calls=0))
    truth, variance = 0.0, 0.0
    for number in range(600):
        with play.step("answer"):
            calls = [0.0005 * (1 + (number + part) % 40) for part in range(3)]
            outcome = "error" if number % 50 == 0 else "success"
            for cost in calls:
                play.call(outcome, cost=cost)
        truth += sum(calls)
        variance += 0 if outcome == "error" else sum(calls) ** 2 * 0.8 / 0.2
    play.tracer.flush()
    kept = sum(bench.decisions()[reason] for reason in ("rate", "error"))
    spans = receiver.wait_for(round(kept) * 4)
    sums = [
        span.attributes.get("watchspec.cost_usd", 0.0) * span.attributes["watchspec.sample.weight"] for span in spans
    ]
    assert abs(sum(sums) - truth) <= 4 * sqrt(variance)


def test_call_that_outlives_its_step(bench: Bench, receiver: Receiver) -> None:
    """A stream that is read on after its step has ended still belongs to the trace, which waits for it."""
    play = bench.play(KEEP_NONE)
    with play.step("answer"):
        call = play.begin()
    play.tracer._destination.flush(5)
    assert receiver.spans == []
    exemplar = play.end(call, "stalled")
    play.tracer.flush()
    step, late = receiver.wait_for(2)
    assert late.parent_id == step.span_id
    assert exemplar == {"trace_id": step.trace_id, "span_id": late.span_id}


def test_step_that_begins_in_one_that_is_over(bench: Bench, receiver: Receiver) -> None:
    """What begins inside a step that has ended, as a race may have it, keeps trace and parent."""
    play = bench.play()
    with play.step("answer") as over:
        pass
    play.inside = over
    play.call()
    play.tracer.flush()
    step, call = receiver.wait_for(2)
    assert (call.trace_id, call.parent_id) == (step.trace_id, step.span_id)
    assert bench.decisions() == {"rate": 2}


def test_threads(bench: Bench, receiver: Receiver) -> None:
    """Calls of many threads inside one step, and traces of many threads at once, are all there."""
    tracer = bench.tracer(KEEP_ALL)
    with Play(tracer).step("answer") as step:
        inside = [Thread(target=lambda: [Play(tracer, step).call() for _ in range(20)]) for _ in range(4)]
        alone = [Thread(target=lambda: [Play(tracer).call() for _ in range(20)]) for _ in range(4)]
        for thread in [*inside, *alone]:
            thread.start()
        for thread in [*inside, *alone]:
            thread.join()
    tracer.flush()
    spans = receiver.wait_for(161)
    assert len({span.span_id for span in spans}) == 161
    (root,) = [span for span in spans if span.name == "answer"]
    assert sum(span.parent_id == root.span_id and span.trace_id == root.trace_id for span in spans) == 80
    assert len({span.trace_id for span in spans}) == 81
    assert bench.decisions() == {"rate": 81}


def test_series_of_decisions_begin_at_0(bench: Bench, receiver: Receiver) -> None:
    """Every decision has its series before the first trace."""
    bench.tracer()
    samples = [sample for family in bench.registry.collect() for sample in family.samples]
    found = {sample.labels["decision"]: sample.value for sample in samples if sample.name == catalogue.TRACES.name}
    assert found == dict.fromkeys(catalogue.TRACE_DECISIONS, 0.0)
