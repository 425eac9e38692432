"""Estimates: of what was delivered, in metrics of their own, bounded, and never in the way."""

from __future__ import annotations

from time import perf_counter
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exporter.surfaces.calls import CALLS, QUESTION, STREAMS, check, estimated, list_price, made, tokens
from tests.exporter.surfaces.ways import LEFT, read

from watchspec import catalogue
from watchspec._internal import estimate as estimating
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter

GENERATING = ("chat", "responses", "completions")
ASKED = -(-len(QUESTION) // 4)


@pytest.mark.parametrize("name", GENERATING)
@pytest.mark.parametrize("stream", [False, True])
def test_missing_usage(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str, stream: bool) -> None:
    """Input by the request, output by the answer: a token a chunk, or four characters; none of it is reported."""
    provider.behaviour = Behaviour(usage="missing", tokens=6)
    made(driver, STREAMS[name].streamed if stream else CALLS[name])
    check(meter, "success", operation=CALLS[name].operation, usage="estimated")
    whole = -(-len("".join(provider.behaviour.words())) // 4)
    assert tokens(meter) == (0, 0)
    assert meter.total(catalogue.COST) == meter.total(catalogue.UNPRICED) == 0
    asked, answered = estimated(meter)
    assert ASKED <= asked <= ASKED + 1, "roles and the like may round up"
    assert answered == (6 if stream else whole) or abs(answered - whole) <= 3


@pytest.mark.parametrize("name", ["chat", "responses"])
def test_tool_calls_are_estimated(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """The arguments of a call are output too."""
    provider.behaviour = Behaviour(usage="missing", tool_calls=True)
    made(driver, CALLS[name])
    assert estimated(meter)[1] >= len("".join(provider.behaviour.arguments())) // 4


@pytest.mark.parametrize("name", GENERATING)
def test_partial_stream(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """What was delivered before the connection was lost is priced by the list, apart from the cost that is known."""
    provider.behaviour = Behaviour(cut_after=5)
    with pytest.raises(Exception, match=r"(?i)connection|peer|incomplete"):
        made(driver, STREAMS[name].streamed)
    asked, answered = estimated(meter)
    assert (asked, answered) == (ASKED, 5)
    price = list_price(CALLS[name].model, input_tokens=ASKED, output_tokens=5)
    assert meter.total(catalogue.ESTIMATED_COST) == pytest.approx(price)
    assert meter.total(catalogue.COST) == 0


def test_partial_stream_that_reports_as_it_goes(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """With usage in every chunk the last one that came counts, and nothing needs to be estimated."""
    provider.behaviour = Behaviour(usage="every_chunk", cut_after=5)
    with pytest.raises(Exception, match=r"(?i)connection|peer|incomplete"):
        made(driver, CALLS["chat"].streamed)
    check(meter, "cut", "cut", operation="chat", usage="provider")
    assert tokens(meter) == (12, 5)
    assert estimated(meter) == (0, 0)


@pytest.mark.parametrize("name", GENERATING)
def test_nothing_delivered(meter: Meter, driver: Driver, name: str) -> None:
    """A stream that was never read has delivered nothing that could be estimated."""
    read(driver, STREAMS[name], LEFT["unread"])
    check(meter, "abandoned", operation=CALLS[name].operation, usage="none")
    assert estimated(meter) == (0, 0)


def _operation(request: Any) -> Any:
    failed: list[str] = []
    safety = SimpleNamespace(failed=failed.append)
    series = SimpleNamespace(labels=("openai", "m", "chat", "unset"), recorder=SimpleNamespace(safety=safety))
    return SimpleNamespace(
        series=series,
        options=SimpleNamespace(json_data=request),
        times=None,
        delivered=0,
        first_event=1.0,
        failed=failed,
    )


class Broken(dict[str, Any]):
    """A mapping that cannot be looked into."""

    def items(self) -> Any:
        raise RuntimeError


def test_broken_request_is_no_failure() -> None:
    """A request that cannot be read has no estimate; the failure is ours and counted."""
    operation = _operation({"messages": [Broken(content="a")]})
    assert estimating.estimate(operation) is None
    assert operation.failed == ["estimate"]


@pytest.mark.parametrize(
    "request_",
    [
        {"messages": [{"content": "x" * 100}] * 200_000},
        {"prompt": list(range(1_000_000))},
        {"input": [[list(range(1000))] * 1000] * 1000},
        {"messages": [{"content": [{"type": "text", "text": "x" * 10_000_000}]}]},
    ],
)
def test_huge_request(request_: Any) -> None:
    """A look at part of it is enough: an estimate must not cost what the call costs."""
    before = perf_counter()
    made = estimating.estimate(_operation(request_))
    assert perf_counter() - before < 20  # all of it would take minutes
    assert made is not None
    assert made.input > 1000


def test_endless_request() -> None:
    """One that contains itself."""
    request: dict[str, Any] = {"messages": []}
    request["messages"] += [request] * 50
    assert estimating.estimate(_operation(request)) is not None


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary(),
    lambda inner: st.lists(inner) | st.dictionaries(st.sampled_from(["content", "text", "messages", "x"]), inner),
)


@given(request=anything, answer=anything)
def test_anything(request: Any, answer: Any) -> None:
    """Whatever it is given, it counts something from 0 and raises nothing."""
    operation = _operation(request)
    made = estimating.estimate(cast("Any", operation), answer)
    assert made is not None
    assert made.input >= 0
    assert made.output >= 0
    assert not operation.failed
