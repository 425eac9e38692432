"""Steps: how long they take, how they end, and what the calls inside them spend."""

from __future__ import annotations

import asyncio
import contextvars
import gc
import inspect
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import openai
import pytest
from tests.exporter.step_readings import BODY, calls, ends

import watchspec
from watchspec import catalogue
from watchspec._internal import spans, steps

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from tests.exporter.conftest import Meter

    from watchspec.testing import LoopbackProvider


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
    list(meter.registry.collect())
    gc.collect()
    assert sum(isinstance(found, steps.Step) and found.name == "job" for found in gc.get_objects()) <= 2
    assert ends(meter, "job") == {"success": 50}


def test_a_call_without_a_price(meter: Meter, client: openai.OpenAI) -> None:
    """Its tokens are charged, its cost is unknown."""
    with watchspec.span("step"):
        client.chat.completions.create(model="no-such-model", messages=[])
    assert calls(meter, "step") == 1
    assert meter.total(catalogue.STEP_COST, step="step") == 0


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
    assert meter.total(catalogue.INTERNAL_ERRORS, place="step") == 2
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
