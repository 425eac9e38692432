"""Rate limits that answers tell in their headers, as gauges."""

from __future__ import annotations

from typing import TYPE_CHECKING

import openai
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.exporter.surfaces.calls import CALLS, made

from watchspec import catalogue
from watchspec._internal.quota import seconds_of
from watchspec.testing import Behaviour, LoopbackProvider, RateLimit
from watchspec.testing.ratelimit import reset_text

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter

LIMIT = RateLimit(
    limit_requests=500,
    remaining_requests=7,
    reset_requests=0.12,
    limit_tokens=30_000,
    remaining_tokens=1234,
    reset_tokens=366.5,
)
GAUGES = {
    catalogue.QUOTA_LIMIT_REQUESTS: 500,
    catalogue.QUOTA_REMAINING_REQUESTS: 7,
    catalogue.QUOTA_REQUESTS_RESET: 0.12,
    catalogue.QUOTA_LIMIT_TOKENS: 30_000,
    catalogue.QUOTA_REMAINING_TOKENS: 1234,
    catalogue.QUOTA_TOKENS_RESET: 366.5,
}


def gauges(meter: Meter, model: str) -> dict[catalogue.Metric, float]:
    """What the gauges of a model say."""
    return {metric: meter.total(metric, model=model, provider="openai") for metric in GAUGES}


@pytest.mark.parametrize("name", CALLS)
def test_every_surface(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """The headers come with every answer."""
    provider.behaviour = Behaviour(rate_limit=LIMIT)
    made(driver, CALLS[name])
    assert {metric: meter.total(metric) for metric in GAUGES} == pytest.approx(GAUGES)


def test_stream_and_raw(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Also of streams and raw responses."""
    provider.behaviour = Behaviour(rate_limit=LIMIT)
    made(driver, CALLS["chat"].streamed)
    assert gauges(meter, "gpt-4o") == pytest.approx(GAUGES)
    provider.behaviour = Behaviour(rate_limit=RateLimit(remaining_requests=3))
    made(driver, lambda client: client.chat.completions.with_raw_response.create(model="gpt-4o", messages=[]))
    assert gauges(meter, "gpt-4o")[catalogue.QUOTA_REMAINING_REQUESTS] == 3


def test_error_tells_too(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """The refusal is where it matters most."""
    provider.behaviour = Behaviour(error="rate_limit", rate_limit=LIMIT)
    with pytest.raises(openai.RateLimitError):
        made(driver, CALLS["chat"])
    assert gauges(meter, "gpt-4o") == pytest.approx(GAUGES)


def test_latest_answer_counts(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Of many between two scrapes the last, and each model has its own."""
    for left in (9, 8, 7):
        provider.behaviour = Behaviour(rate_limit=RateLimit(remaining_requests=left))
        made(driver, CALLS["chat"])
        made(driver, CALLS["responses"])
    assert gauges(meter, "gpt-4o")[catalogue.QUOTA_REMAINING_REQUESTS] == 7
    assert gauges(meter, "gpt-5")[catalogue.QUOTA_REMAINING_REQUESTS] == 7


@pytest.mark.parametrize("text", ["", "soon", "-1", "nan", "inf", "1e400", "12 bananas", "5x", "1" * 400 + "s"])
def test_garbled_header(meter: Meter, driver: Driver, provider: LoopbackProvider, text: str) -> None:
    """What is no number leaves its gauge alone, and the others are set."""
    headers = {"x-ratelimit-remaining-requests": text, "x-ratelimit-reset-tokens": text}
    provider.behaviour = Behaviour(rate_limit=LIMIT, headers=headers)
    made(driver, CALLS["chat"])
    seen = gauges(meter, "gpt-4o")
    assert seen[catalogue.QUOTA_REMAINING_REQUESTS] == seen[catalogue.QUOTA_TOKENS_RESET] == 0
    assert seen[catalogue.QUOTA_LIMIT_TOKENS] == 30_000
    assert meter.internal_errors() == 0


def test_no_headers_no_gauges(meter: Meter, driver: Driver) -> None:
    """A provider that tells nothing has no quota of 0."""
    made(driver, CALLS["chat"])
    names = {sample.name for family in meter.registry.collect() for sample in family.samples}
    assert names.isdisjoint(metric.name for metric in GAUGES)


@given(st.integers(0, 10**7))
def test_durations_read_back(milliseconds: int) -> None:
    """What the provider writes is what is read, to the millisecond."""
    assert seconds_of(reset_text(milliseconds / 1000)) == pytest.approx(milliseconds / 1000)


@given(st.text(max_size=20))
def test_any_text_is_a_duration_or_refused(text: str) -> None:
    """Nothing else than a number from 0, or ValueError."""
    try:
        assert 0 <= seconds_of(text) < float("inf")
    except ValueError:
        return
