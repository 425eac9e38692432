"""Legacy text completions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.exporter.surfaces.calls import CALLS, check, estimated, list_price, made, tokens

from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter

CALL = CALLS["completions"]


@pytest.mark.parametrize("stream", [False, True])
def test_cost(meter: Meter, driver: Driver, provider: LoopbackProvider, stream: bool) -> None:
    """By the price list, whole or streamed."""
    provider.behaviour = Behaviour(prompt_tokens=1000, tokens=50)
    made(driver, CALL.streamed if stream else CALL)
    price = list_price("gpt-3.5-turbo-instruct", input_tokens=1000, output_tokens=50)
    assert meter.total(catalogue.COST) == pytest.approx(price)


@pytest.mark.parametrize("usage", ["standard", "choice", "last_chunk", "every_chunk", "missing"])
@pytest.mark.parametrize("stream", [False, True])
def test_usage_wherever_it_is(
    meter: Meter, driver: Driver, provider: LoopbackProvider, usage: Any, stream: bool
) -> None:
    """In a chunk of its own, in a choice, beside the last one, in each one, or nowhere."""
    provider.behaviour = Behaviour(usage=usage)
    made(driver, CALL.streamed if stream else CALL)
    is_missing = usage == "missing"
    check(meter, "success", operation="text_completion", usage="estimated" if is_missing else "provider")
    assert tokens(meter) == ((0, 0) if is_missing else (12, 8))
    assert (estimated(meter)[1] > 0) is is_missing


def test_several_choices(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Each with its own output."""
    provider.behaviour = Behaviour(choices=3, finish_reason="length")
    made(driver, lambda client: CALL.streamed(client, n=3))
    check(meter, "truncated", operation="text_completion", usage="provider")
    assert tokens(meter) == (12, 24)


def test_prompt_of_tokens(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """A prompt that is given as token ids is estimated by their number."""
    provider.behaviour = Behaviour(usage="missing", tokens=2)
    made(driver, lambda client: CALL.streamed(client, prompt=[1, 2, 3, 4, 5]))
    assert estimated(meter) == (5, 2)
