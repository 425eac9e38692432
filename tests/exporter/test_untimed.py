"""Streams whose tokens are not timed one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

import watchspec
from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Leave, Meter


@pytest.fixture(autouse=True)
def untimed(meter: Meter) -> None:
    watchspec.instrument(registry=meter.registry, inter_token=False)


def test_first_and_last_token_are_still_timed(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Only the times between tokens are missing."""
    provider.behaviour = Behaviour(tokens=11, first_token=0.1, token_delay=0.02)
    assert len(driver.create(stream=True)) == 13
    assert meter.outcomes() == {"success": 1}
    assert meter.total(catalogue.INTER_TOKEN_GAP, "_count") == 0
    assert meter.total(catalogue.LONGEST_GAP, "_count") == 0
    assert meter.total(catalogue.TIME_TO_FIRST_TOKEN, "_sum") >= 0.1
    assert 10 < meter.total(catalogue.OUTPUT_TOKENS_PER_SECOND, "_sum") <= 10 / (10 * 0.02)
    assert meter.total(catalogue.TOKENS, type="output") == 11


@pytest.mark.parametrize("how", ["close", "drop"])
def test_delivered_tokens_are_estimated_as_ever(meter: Meter, driver: Driver, how: Leave) -> None:
    """Counting needs no times."""
    driver.leave(how, after=4)
    assert meter.outcomes() == {"abandoned": 1}
    assert meter.total(catalogue.ESTIMATED_TOKENS, type="output") == 3


def test_a_lost_connection_after_some_tokens(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """What had arrived is counted."""
    provider.behaviour = Behaviour(cut_after=5)
    stream: Any = None
    with pytest.raises(Exception, match=r"(?i)connection"):  # older clients let the transport's own through
        stream = driver.create(stream=True)
    assert stream is None
    assert meter.outcomes() == {"cut": 1}
    assert meter.total(catalogue.ESTIMATED_TOKENS, type="output") == 5
