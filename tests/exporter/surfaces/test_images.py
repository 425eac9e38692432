"""Images: made, edited and varied; partial images are what the user sees first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.exporter.surfaces.calls import CALLS, STREAMS, check, list_price, made, tokens

from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter

IMAGES = ("generations", "edits")


@pytest.mark.parametrize("name", [*IMAGES, "variations"])
def test_several_images(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """One call; each image has its tokens."""
    provider.behaviour = Behaviour(tokens=100)
    made(driver, lambda client: CALLS[name](client, n=3))
    check(meter, "success", operation="image", usage="provider")
    assert tokens(meter) == (12, 300)


@pytest.mark.parametrize("name", IMAGES)
def test_partial_images_are_timed(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """The first partial image is the first visible thing, and there are gaps between them."""
    provider.behaviour = Behaviour(first_token=0.2)
    made(driver, STREAMS[name].streamed)
    assert meter.total(catalogue.TIME_TO_FIRST_TOKEN, "_sum") >= 0.2
    assert meter.total(catalogue.INTER_TOKEN_GAP, "_count") == 2


@pytest.mark.parametrize("name", IMAGES)
@pytest.mark.parametrize("stream", [False, True])
def test_missing_usage(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str, stream: bool) -> None:
    """Images are not estimated: four characters a token say nothing about them."""
    provider.behaviour = Behaviour(usage="missing")
    made(driver, STREAMS[name].streamed if stream else CALLS[name])
    check(meter, "success", operation="image", usage="none")
    assert meter.total(catalogue.COST) == meter.total(catalogue.UNPRICED) == 0


def test_cost(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """By the price list, if it has the model."""
    provider.behaviour = Behaviour(prompt_tokens=100, tokens=1000)
    made(driver, CALLS["generations"])
    cost = meter.total(catalogue.COST)
    assert cost == pytest.approx(list_price("gpt-image-1", input_tokens=100, output_tokens=1000))
