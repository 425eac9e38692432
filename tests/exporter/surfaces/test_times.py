"""Times: of the call, to the three firsts, between tokens, and the speed that follows from them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from tests.exporter.surfaces.calls import CALLS, STREAMS, made

from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter

TEXT = ("chat", "responses", "completions", "transcriptions")


def seconds(meter: Meter, metric: catalogue.Metric, **labels: str) -> float:
    """Sum of a histogram."""
    return meter.total(metric, "_sum", **labels)


@pytest.mark.parametrize("name", ["chat", "responses"])
def test_three_firsts(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """The first event comes at once, reasoning later, the first visible token last."""
    provider.behaviour = Behaviour(
        tokens=6, reasoning_tokens=3, show_reasoning=True, reasoning_delay=0.15, first_token=0.3
    )
    made(driver, STREAMS[name].streamed)
    event = seconds(meter, catalogue.TIME_TO_FIRST_EVENT)
    reasoning = seconds(meter, catalogue.TIME_TO_FIRST_REASONING_TOKEN)
    token = seconds(meter, catalogue.TIME_TO_FIRST_TOKEN)
    assert event <= reasoning < token
    assert reasoning >= 0.15
    assert token >= 0.75, "three of 0.15 s, and 0.3 s"
    for metric in (
        catalogue.TIME_TO_FIRST_EVENT,
        catalogue.TIME_TO_FIRST_REASONING_TOKEN,
        catalogue.TIME_TO_FIRST_TOKEN,
    ):
        assert meter.total(metric, "_count") == 1


@pytest.mark.parametrize("field", ["reasoning_content", "reasoning"])
def test_reasoning_of_each_provider(meter: Meter, driver: Driver, provider: LoopbackProvider, field: Any) -> None:
    """Whatever the delta calls it; reasoning is no visible token and no gap."""
    provider.behaviour = Behaviour(tokens=6, reasoning_tokens=3, show_reasoning=True, reasoning_field=field)
    made(driver, CALLS["chat"].streamed)
    assert meter.total(catalogue.TIME_TO_FIRST_REASONING_TOKEN, "_count") == 1
    assert meter.total(catalogue.INTER_TOKEN_GAP, "_count") == 2


def test_first_chunk_that_is_a_token(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Without a chunk for the role the first token is the first event, and not any later one."""
    provider.behaviour = Behaviour(role_chunk=False, token_delay=0.1, tokens=4)
    made(driver, CALLS["chat"].streamed)
    event, token = seconds(meter, catalogue.TIME_TO_FIRST_EVENT), seconds(meter, catalogue.TIME_TO_FIRST_TOKEN)
    assert event == pytest.approx(token)


@pytest.mark.parametrize("name", TEXT)
def test_gaps_and_longest(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """A gap between each two tokens; the longest is that of the pause in the middle."""
    provider.behaviour = Behaviour(tokens=6, token_delay=0.02, stall_after=3, stall=0.4)
    made(driver, STREAMS[name].streamed)
    assert meter.total(catalogue.INTER_TOKEN_GAP, "_count") == 5
    assert meter.total(catalogue.LONGEST_GAP, "_count") == 1
    longest = seconds(meter, catalogue.LONGEST_GAP)
    assert 0.2 <= longest < seconds(meter, catalogue.INTER_TOKEN_GAP)


@pytest.mark.parametrize("name", TEXT)
def test_speed_over_the_generation(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """What comes before the first token does not slow it down, and what is thought does not speed it up."""
    thought = 100 if name in ("chat", "responses") else 0
    provider.behaviour = Behaviour(tokens=11 + thought, reasoning_tokens=thought, first_token=1.5, token_delay=0.03)
    made(driver, STREAMS[name].streamed)
    speed = seconds(meter, catalogue.OUTPUT_TOKENS_PER_SECOND)
    assert 10 / 1.8 < speed < 110 / 0.3, "ten gaps of 30 ms, whatever a busy machine makes of them"
    assert meter.total(catalogue.OUTPUT_TOKENS_PER_SECOND, "_count") == 1


def test_no_speed_without_reported_tokens(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """An estimate gives none: chunks are not tokens."""
    provider.behaviour = Behaviour(usage="missing", token_delay=0.01)
    made(driver, CALLS["chat"].streamed)
    assert meter.total(catalogue.OUTPUT_TOKENS_PER_SECOND, "_count") == 0
    assert meter.total(catalogue.INTER_TOKEN_GAP, "_count") == 7


@pytest.mark.parametrize("name", CALLS)
def test_whole_answers_have_no_firsts(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """The latency of a whole answer is no time to its first token."""
    provider.behaviour = Behaviour(latency=0.1)
    made(driver, CALLS[name])
    for metric in catalogue.STREAMS:
        assert meter.total(metric, "_count") == 0
    assert seconds(meter, catalogue.DURATION, outcome="success") >= 0.1


@pytest.mark.parametrize("name", STREAMS)
def test_duration_is_to_the_last_byte(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """And the attempt's is to the headers."""
    provider.behaviour = Behaviour(latency=0.1, first_token=0.3)
    made(driver, STREAMS[name].streamed)
    duration, attempt = seconds(meter, catalogue.DURATION), meter.total(catalogue.ATTEMPT_SECONDS)
    assert duration >= 0.4
    assert 0.1 <= attempt <= duration - 0.1


def test_several_choices_share_the_times(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Tokens of two choices in a chunk are two tokens."""
    provider.behaviour = Behaviour(choices=2, tokens=4)
    made(driver, lambda client: CALLS["chat"].streamed(client, n=2))
    assert meter.total(catalogue.TIME_TO_FIRST_TOKEN, "_count") == 1
    assert meter.total(catalogue.INTER_TOKEN_GAP, "_count") == 7


def test_keep_alive_comments_are_no_events(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """What providers send to keep a connection open."""
    provider.behaviour = Behaviour(keep_alive=True)
    assert len(made(driver, CALLS["chat"].streamed)) == 10
    assert meter.outcomes() == {"success": 1}
