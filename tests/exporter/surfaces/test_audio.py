"""Speech, transcriptions and translations, in every format."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from tests.exporter.conftest import A_DICT
from tests.exporter.surfaces.calls import CALLS, check, made, tokens, usage_sources

import watchspec
from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from tests.exporter.conftest import Driver, Meter

SPEECH, HEARD = CALLS["speech"], CALLS["transcriptions"]


@pytest.mark.parametrize("form", ["json", "text", "srt", "vtt", "verbose_json", "diarized_json"])
@pytest.mark.parametrize("name", ["transcriptions", "translations"])
def test_formats(meter: Meter, driver: Driver, provider: LoopbackProvider, name: str, form: str) -> None:
    """Text, captions and JSON; only JSON says what was used, and seconds are no tokens."""
    made(driver, lambda client: CALLS[name](client, response_format=form))
    has_tokens = name == "transcriptions" and form == "json"
    check(meter, "success", operation=CALLS[name].operation, usage="provider" if has_tokens else "none")


@pytest.mark.parametrize(("model", "usd_per_hour"), [("whisper-1", 0.36), ("gpt-4o-transcribe", None)])
def test_transcription_by_duration(
    meter: Meter, driver: Driver, provider: LoopbackProvider, model: str, usd_per_hour: float | None
) -> None:
    """Usage in seconds gives no tokens, and a cost where the model has a price by the hour; else it is unpriced."""
    provider.behaviour = Behaviour(audio_seconds=7.5)
    call = replace(HEARD, model=model)
    with watchspec.span("listen"):
        made(driver, call)
        made(driver, call.streamed)
    assert usage_sources(meter) == {"none": 2}
    cost = pytest.approx(2 * 7.5 / 3600 * (usd_per_hour or 0.0))
    assert meter.total(catalogue.COST, cost_source="list") == meter.total(catalogue.STEP_COST) == cost
    assert meter.total(catalogue.ESTIMATED_COST) == 0
    assert meter.total(catalogue.UNPRICED) == (2 if usd_per_hour is None else 0)
    assert meter.internal_errors() == 0


@pytest.mark.parametrize("stream", [False, True])
def test_audio_tokens(meter: Meter, driver: Driver, provider: LoopbackProvider, stream: bool) -> None:
    """Sound that was heard is a part of the input."""
    provider.behaviour = Behaviour(prompt_tokens=100, input_audio_tokens=90)
    made(driver, HEARD.streamed if stream else HEARD)
    assert tokens(meter) == (100, 8)
    assert meter.total(catalogue.AUDIO_TOKENS, type="input") == 90


def test_speech_is_the_clients_own(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Its bytes, read whole."""
    spoken = made(driver, SPEECH)
    assert len(spoken.content) == 8 * 64
    check(meter, "success", operation="speech", usage="none")


def test_speech_as_events(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """The client hands out the text of the events; their last one has the tokens."""
    spoken = made(driver, lambda client: SPEECH(client, stream_format="sse"))
    assert b"speech.audio.done" in spoken.content
    check(meter, "success", operation="speech", usage="provider")
    assert tokens(meter) == (12, 8)


@pytest.mark.parametrize(
    ("behaviour", "outcome"),
    [(Behaviour(), "success"), (Behaviour(end_after=2), "cut"), (Behaviour(fail_after=2), "error")],
)
def test_stream_of_speech(
    meter: Meter, driver: Driver, provider: LoopbackProvider, behaviour: Behaviour, outcome: str
) -> None:
    """`client.post(..., stream=True)` gives events, which are read as those of other surfaces."""
    from openai import AsyncStream, Stream

    provider.behaviour = behaviour
    kinds: dict[str, Any] = {"sync": Stream[A_DICT], "async": AsyncStream[A_DICT]}
    try:
        made(
            driver,
            lambda client: client.post(
                "/audio/speech",
                body={"model": "gpt-4o-mini-tts", "input": "a", "voice": "alloy", "stream_format": "sse"},
                cast_to=A_DICT,
                stream=True,
                stream_cls=kinds[driver.kind],
            ),
        )
    except Exception:  # noqa: BLE001 - the client's own
        assert outcome == "error"
    error = {"success": None, "cut": "cut", "error": "server"}[outcome]
    check(meter, outcome, error, operation="speech", usage="provider" if outcome == "success" else "none")


def test_lost_speech(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Sound that breaks off while it is read in parts."""
    provider.behaviour = Behaviour(cut_after=3)

    def sync(client: Any) -> None:
        with client.audio.speech.with_streaming_response.create(model="tts-1", input="a", voice="alloy") as response:
            list(response.iter_bytes())

    async def later(client: Any) -> None:
        call = client.audio.speech.with_streaming_response.create(model="tts-1", input="a", voice="alloy")
        async with call as response:
            _ = [part async for part in response.iter_bytes()]

    with pytest.raises(Exception, match=r"(?i)connection|peer|incomplete"):
        driver.run(sync, later)
    check(meter, "cut", "cut", operation="speech", usage="none")


def test_spoken_chat(meter: Meter, driver: Driver, provider: LoopbackProvider) -> None:
    """Sound in and out of a chat completion is a part of its tokens."""
    provider.behaviour = Behaviour(prompt_tokens=50, input_audio_tokens=40, output_audio_tokens=6)
    made(driver, CALLS["chat"])
    made(driver, CALLS["chat"].streamed)
    assert tokens(meter) == (100, 16)
    assert meter.total(catalogue.AUDIO_TOKENS, type="input") == 80
    assert meter.total(catalogue.AUDIO_TOKENS, type="output") == 12
