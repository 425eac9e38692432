"""Steps: how long they take, how they end, and what the calls inside them spend."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import inspect
from concurrent.futures import ThreadPoolExecutor
from threading import Thread
from typing import TYPE_CHECKING, Any

import openai
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from tests.exporter.conftest import Meter

import watchspec
from watchspec import catalogue
from watchspec._internal import spans, steps
from watchspec._internal.collectors import abandoned_in
from watchspec.testing import Behaviour

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Generator, Iterator

    from watchspec.testing import LoopbackProvider

BODY: dict[str, Any] = {"model": "gpt-4o", "messages": []}


@pytest.fixture
def client(provider: LoopbackProvider) -> Iterator[openai.OpenAI]:
    with openai.OpenAI(base_url=provider.url, api_key="none", max_retries=0) as made:
        yield made


def ends(meter: Meter, step: str) -> dict[str, float]:
    """Passages through a step by outcome, without the zeros."""
    counted = {
        outcome: meter.total(catalogue.STEP_DURATION, "_count", step=step, outcome=outcome)
        for outcome in catalogue.STEP_OUTCOMES
    }
    return {outcome: count for outcome, count in counted.items() if count}


def calls(meter: Meter, step: str) -> float:
    """Calls charged to a step: the provider answers each with 20 tokens."""
    return meter.total(catalogue.STEP_TOKENS, step=step) / 20


def test_a_step_has_duration_cost_and_tokens(meter: Meter, client: openai.OpenAI) -> None:
    """Those of the calls inside, under the call's feature, and not of the one after it."""
    with watchspec.span("retrieval"), watchspec.context(feature="search"):
        client.chat.completions.create(**BODY)
    spent = meter.total(catalogue.COST)
    client.chat.completions.create(**BODY)
    assert ends(meter, "retrieval") == {"success": 1}
    assert meter.total(catalogue.STEP_DURATION, "_sum", step="retrieval") > 0
    assert meter.total(catalogue.STEP_COST, step="retrieval", feature="search") == spent > 0
    assert meter.total(catalogue.STEP_TOKENS, step="retrieval", type="input") == 12
    assert meter.total(catalogue.STEP_TOKENS, step="retrieval", type="output") == 8
    assert meter.internal_errors() == 0


def test_enclosing_steps_include_the_inner_ones(meter: Meter, client: openai.OpenAI) -> None:
    """Each once, also where a step is inside one of its own name."""
    with watchspec.span("agent"):
        client.chat.completions.create(**BODY)
        with watchspec.span("tool"), watchspec.span("agent"):
            client.chat.completions.create(**BODY)
        with watchspec.span("idle"):
            pass
    assert {step: calls(meter, step) for step in ("agent", "tool", "idle")} == {"agent": 2, "tool": 1, "idle": 0}
    assert ends(meter, "agent") == {"success": 2}


def test_outcomes(meter: Meter) -> None:
    """What an exception means for its step; it reaches the host as it was."""
    raised = KeyError("x")
    with pytest.raises(KeyError) as seen, watchspec.span("step"):
        raise raised
    assert seen.value is raised
    for kind in (KeyboardInterrupt, asyncio.CancelledError):
        with pytest.raises(kind), watchspec.span("step"):
            raise kind
    assert ends(meter, "step") == {"error": 1, "cancelled": 2}
    assert steps.current.get() is None


def test_coroutines_and_tasks(meter: Meter, provider: LoopbackProvider) -> None:
    """Tasks begun inside a step are charged to it, siblings are apart, cancellation is told."""

    @watchspec.observe(name="answer")
    async def answer(client: openai.AsyncOpenAI, count: int) -> int:
        await asyncio.gather(*(client.chat.completions.create(**BODY) for _ in range(count)))
        return count

    @watchspec.observe
    async def hang() -> None:
        async with watchspec.span("inner"):
            await asyncio.Event().wait()

    async def main() -> None:
        async with openai.AsyncOpenAI(base_url=provider.url, api_key="none") as client:
            async with watchspec.span("both"):
                assert sum(await asyncio.gather(answer(client, 2), answer(client, 3))) == 5
            task = asyncio.ensure_future(hang())
            await asyncio.sleep(0)
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task

    asyncio.run(main())
    assert inspect.iscoroutinefunction(answer)
    assert (calls(meter, "both"), calls(meter, "answer"), ends(meter, "answer")) == (5, 5, {"success": 2})
    assert ends(meter, "hang") == ends(meter, "inner") == {"cancelled": 1}


def test_threads(meter: Meter, client: openai.OpenAI) -> None:
    """A thread is charged to the step whose context it runs in; without one, to none."""

    def call() -> None:
        client.chat.completions.create(**BODY)

    with watchspec.span("step"), ThreadPoolExecutor(2) as pool:
        contexts = [contextvars.copy_context() for _ in range(4)]
        for future in [pool.submit(context.run, call) for context in contexts]:
            future.result()
        contextvars.Context().run(call)
    asyncio.run(_in_thread(call))
    assert calls(meter, "step") == 4
    assert calls(meter, "to_thread") == 1


async def _in_thread(call: Any) -> None:
    with watchspec.span("to_thread"):
        await asyncio.to_thread(call)


def test_a_task_that_outlives_its_step_is_no_longer_charged(meter: Meter, client: openai.OpenAI) -> None:
    """A worker started inside a step must not charge it for ever; a step still open around it is charged."""
    with watchspec.span("outer"):
        with watchspec.span("start"):
            worker = contextvars.copy_context()
        worker.run(lambda: client.chat.completions.create(**BODY))
    worker.run(lambda: client.chat.completions.create(**BODY))
    assert (calls(meter, "start"), calls(meter, "outer")) == (0, 1)


def test_a_stream_read_after_its_step(meter: Meter, client: openai.OpenAI) -> None:
    """A call belongs to the step it began in."""
    with watchspec.span("begin"):
        stream = client.chat.completions.create(stream=True, **BODY)
    with watchspec.span("read"):
        assert list(stream)
    assert (calls(meter, "begin"), calls(meter, "read")) == (1, 0)


def test_a_chain_of_tasks_keeps_no_ended_steps(meter: Meter) -> None:
    """Each job starts its successor inside its own step, as periodic tasks do; memory must stay flat."""
    context = contextvars.Context()
    for _ in range(50):
        entered = watchspec.span("job")
        context.run(entered.__enter__)
        successor = context.copy()
        context.run(entered.__exit__, None, None, None)
        context = successor
    gc.collect()
    assert sum(isinstance(found, steps.Step) for found in gc.get_objects()) <= 2
    assert ends(meter, "job") == {"success": 50}


@watchspec.observe(name="words")
def words(client: openai.OpenAI) -> Generator[str, str | None, int]:
    """Calls once, shouts what it is sent, and calls once more in a step of its own."""
    client.chat.completions.create(**BODY)
    sent = yield "a"
    with watchspec.span("second"):
        try:
            yield (sent or "b").upper()
        except LookupError:
            yield "recovered"
        client.chat.completions.create(**BODY)
    return 3


def test_generators(meter: Meter, client: openai.OpenAI) -> None:
    """Values are passed both ways; what the consumer does in between is not charged."""
    got: list[Any] = []

    def consume() -> Generator[str, str | None, None]:
        got.append((yield from words(client)))

    running = consume()
    got.append(next(running))
    client.chat.completions.create(**BODY)
    got.append(running.send("hi"))
    client.chat.completions.create(**BODY)
    got.append(running.throw(LookupError()))
    assert next(running, "end") == "end"
    assert got == ["a", "HI", "recovered", 3]
    assert inspect.isgeneratorfunction(words)
    assert (calls(meter, "words"), calls(meter, "second")) == (2, 1)
    assert ends(meter, "words") == ends(meter, "second") == {"success": 1}
    assert steps.current.get() is None


@pytest.mark.parametrize("how", ["close", "drop", "cycle", "throw"])
def test_generators_that_are_left(meter: Meter, client: openai.OpenAI, how: str) -> None:
    """Closed, dropped, collected or thrown into; one that never began has no step."""
    words(client)
    running: Any = words(client)
    next(running)
    if how == "close":
        running.close()
    elif how == "throw":
        with pytest.raises(LookupError):
            running.throw(LookupError())
    else:
        cycle = [running]
        cycle.append(cycle if how == "cycle" else None)
        del running, cycle
        gc.collect()
    assert ends(meter, "words") == {"error" if how == "throw" else "cancelled": 1}
    assert steps.current.get() is None


def test_left_generators_are_counted_by_the_next_step(meter: Meter, client: openai.OpenAI) -> None:
    """They wait to be counted, since a finalizer must not; without calls and scrapes too, none piles up."""
    waiting = abandoned_in(meter.registry)
    for _ in range(3):
        next(words(client))
        assert waiting
    with watchspec.span("next"):
        assert not waiting


def test_a_span_inside_a_generator_that_is_left(meter: Meter) -> None:
    """A plain generator may be dropped in the middle of a step too."""

    def plain() -> Iterator[int]:
        with watchspec.span("inside"):
            yield 1

    next(plain())
    assert abandoned_in(meter.registry)
    assert ends(meter, "inside") == {"cancelled": 1}


def test_a_call_without_a_price(meter: Meter, client: openai.OpenAI) -> None:
    """Its tokens are charged, its cost is unknown."""
    with watchspec.span("step"):
        client.chat.completions.create(model="no-such-model", messages=[])
    assert calls(meter, "step") == 1
    assert meter.total(catalogue.STEP_COST, step="step") == 0


def test_generator_that_fails_to_close(meter: Meter) -> None:
    """What its clean-up raises reaches whoever closes it."""

    @watchspec.observe
    def stubborn() -> Iterator[int]:
        try:
            yield 1
        finally:
            raise LookupError

    running: Any = stubborn()
    next(running)
    with pytest.raises(LookupError):
        running.close()
    assert ends(meter, "stubborn") == {"error": 1}


def test_async_generators(meter: Meter, provider: LoopbackProvider) -> None:
    """As generators: exhausted, sent to, thrown into, closed, failed, dropped to the event loop."""

    @watchspec.observe
    async def items(client: openai.AsyncOpenAI) -> AsyncIterator[Any]:
        try:
            await client.chat.completions.create(**BODY)
            sent = yield 1
            yield sent
        finally:
            await asyncio.sleep(0)

    async def main() -> None:
        async with openai.AsyncOpenAI(base_url=provider.url, api_key="none") as client:
            async for _ in items(client):
                await client.chat.completions.create(**BODY)
            made: list[Any] = [items(client) for _ in range(4)]
            for one in made:
                assert await one.__anext__() == 1
            assert await made[0].asend("sent") == "sent"
            await made[0].aclose()
            with pytest.raises(LookupError):
                await made[1].athrow(LookupError())
            del one, made[2]
            await asyncio.sleep(0.01)
            # The last one is left to the loop's shutdown.
            kept.append(made[2])

    kept: list[Any] = []
    asyncio.run(main())
    assert inspect.isasyncgenfunction(items)
    assert ends(meter, "items") == {"success": 1, "error": 1, "cancelled": 3}
    assert calls(meter, "items") == 5


def test_async_generator_that_fails_to_close(meter: Meter) -> None:
    """As a generator does."""

    @watchspec.observe
    async def stubborn() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            raise LookupError

    async def main() -> None:
        running: Any = stubborn()
        await running.__anext__()
        with pytest.raises(LookupError):
            await running.aclose()

    asyncio.run(main())
    assert ends(meter, "stubborn") == {"error": 1}


def test_async_generator_closed_twice_at_once(meter: Meter) -> None:
    """An event loop that shuts down closes the observed generator and ours, in any order."""

    @watchspec.observe
    async def slow() -> AsyncIterator[int]:
        try:
            yield 1
        finally:
            await asyncio.sleep(0)

    async def main() -> None:
        running: Any = slow()
        await running.__anext__()
        await asyncio.gather(running.ag_frame.f_locals["body"].aclose(), running.aclose())

    asyncio.run(main())
    assert ends(meter, "slow") == {"cancelled": 1}


class Service:
    """Methods of every kind."""

    @watchspec.observe
    def plain(self, number: int = 1) -> int:
        """Says the number."""
        return number

    @watchspec.observe
    @staticmethod
    def static() -> str:
        return "static"

    @watchspec.observe(name="made")
    @classmethod
    def make(cls) -> Service:
        return cls()


def test_functions_stay_what_they_are(meter: Meter) -> None:
    """Name, signature, documentation and binding; the step is named after class and function."""
    assert Service.make().plain(number=3) == 3
    assert Service.static() == "static"
    assert (Service.plain.__name__, Service.plain.__doc__) == ("plain", "Says the number.")
    assert list(inspect.signature(Service.plain).parameters) == ["self", "number"]
    for step in ("Service.plain", "Service.static", "made"):
        assert ends(meter, step) == {"success": 1}


def test_odd_things_to_observe(meter: Meter, caplog: pytest.LogCaptureFixture) -> None:
    """A callable without a name is measured by its class; what cannot be called comes back with a log line."""
    from functools import partial

    odd: Any = 3
    assert watchspec.observe(partial(int, "11"))() == 11
    assert watchspec.observe(odd) is odd
    assert ends(meter, "partial") == {"success": 1}
    assert "not a int" in caplog.text


def test_one_object_entered_by_several_tasks(meter: Meter) -> None:
    """Also within itself, and left in any order."""
    shared = watchspec.span("shared")

    async def one(ready: asyncio.Event, go: asyncio.Event) -> None:
        with shared, shared:
            ready.set()
            await go.wait()

    async def main() -> None:
        first, second, third = asyncio.Event(), asyncio.Event(), asyncio.Event()
        await asyncio.gather(one(first, second), one(second, third), one(third, first))

    asyncio.run(main())
    assert ends(meter, "shared") == {"success": 6}


def test_left_in_another_context(meter: Meter) -> None:
    """A generator finalised elsewhere, and an exit without an entry, raise nothing."""
    entered = watchspec.span("step")
    contextvars.copy_context().run(entered.__enter__)
    entered.__exit__(None, None, None)
    entered.__exit__(None, None, None)
    assert ends(meter, "step") == {"success": 1}


def test_names_are_capped(meter: Meter, client: openai.OpenAI) -> None:
    """A generated name cannot fill the memory; two steps beyond the cap charge their shared label once."""
    for number in range(60):
        with watchspec.span(f"step {number}"):
            pass
    with watchspec.span("beyond"), watchspec.span("too"):
        client.chat.completions.create(**BODY)
    assert ends(meter, catalogue.OTHER) == {"success": 12}
    assert calls(meter, catalogue.OTHER) == 1
    assert meter.total(catalogue.LABEL_OVERFLOW, label="step") > 0


class Unprintable:
    """A name that cannot be told."""

    def __str__(self) -> str:
        raise RuntimeError


def test_failures_of_our_own_stay_ours(meter: Meter, client: openai.OpenAI, monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that cannot be named, counted, charged or recorded leaves the host's code alone."""
    wrong: Any = Unprintable()
    with watchspec.span(wrong):
        client.chat.completions.create(**BODY)
    assert meter.total(catalogue.INTERNAL_ERRORS, place="step") == 1

    def fail(*_: object) -> Any:
        raise RuntimeError

    with monkeypatch.context() as patched:
        patched.setattr("watchspec._internal.step_series.StepSeries.label", fail)
        with watchspec.span("step"):
            client.chat.completions.create(**BODY)
    assert meter.total(catalogue.INTERNAL_ERRORS, place="step") == 3
    monkeypatch.setattr(spans, "recorder_for_scores", fail)
    with watchspec.span("step"):
        assert list(watchspec.observe(lambda: (yield 1))()) == [1]
        assert asyncio.run(_first(watchspec.observe(_one))) == 1
    assert meter.outcomes() == {"success": 2}


async def _one() -> AsyncIterator[int]:
    yield 1


async def _first(function: Callable[[], AsyncIterator[int]]) -> int:
    items: Any = function()
    first: int = await items.__anext__()
    await items.aclose()
    return first


Tree = list[Any]
trees: st.SearchStrategy[Tree] = st.recursive(
    st.sampled_from(["call", "fail", "stream", "thread", "generator"]),
    lambda inner: st.tuples(st.sampled_from(["a", "b", "c"]), st.lists(inner, max_size=3)),
    max_leaves=8,
).map(lambda tree: [tree])


def _play(provider: LoopbackProvider, client: openai.OpenAI, tree: Any) -> None:
    if isinstance(tree, tuple):
        with watchspec.span(tree[0]):
            for inner in tree[1]:
                _play(provider, client, inner)
    elif tree == "call":
        client.chat.completions.create(**BODY)
    elif tree == "fail":
        provider.script([Behaviour(error="server")])
        with pytest.raises(openai.InternalServerError):
            client.chat.completions.create(**BODY)
    elif tree == "stream":
        list(client.chat.completions.create(stream=True, **BODY))
    elif tree == "thread":
        thread = Thread(target=contextvars.copy_context().run, args=(_play, provider, client, "call"))
        thread.start()
        thread.join()
    else:
        next(words(client))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(forest=st.lists(trees, max_size=4))
def test_cost_is_conserved(provider: LoopbackProvider, client: openai.OpenAI, forest: list[Tree]) -> None:
    """The cost over top-level steps is the cost counter, however they nest; likewise tokens."""
    registry = CollectorRegistry()
    watchspec.instrument(registry=registry)
    meter = Meter(registry)
    try:
        for number, tree in enumerate(forest):
            with watchspec.span(f"top {number}"):
                _play(provider, client, tree[0])
        tops = [f"top {number}" for number in range(len(forest))]
        assert sum(meter.total(catalogue.STEP_COST, step=top) for top in tops) == pytest.approx(
            meter.total(catalogue.COST)
        )
        assert sum(meter.total(catalogue.STEP_TOKENS, step=top) for top in tops) == meter.total(catalogue.TOKENS)
        assert meter.internal_errors() == 0
        assert steps.current.get() is None
    finally:
        watchspec.uninstrument()
