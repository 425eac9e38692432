"""The loopback provider's other surfaces, read by the real client with strict validation."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import openai
import pytest
from tests.exporter.provider_calls import answer

from watchspec import catalogue
from watchspec.testing import Behaviour, LoopbackProvider

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.exporter.conftest import Driver

# The newest client calls some of these surfaces deprecated; services use them all the same.
pytestmark = pytest.mark.filterwarnings("ignore:deprecated:DeprecationWarning")

PICTURE = ("in.png", b"\x89PNG\r\n\x1a\n--not a boundary\r\n", "image/png")
SOUND = ("in.wav", b"RIFF\x00\x00\r\n\r\n", "audio/wav")
HEARD: dict[str, Any] = {"model": "gpt-4o-transcribe", "file": SOUND}
PROMPT: dict[str, Any] = {"model": "gpt-image-1", "prompt": "a cat"}
SPOKEN: dict[str, Any] = {"model": "gpt-4o-mini-tts", "input": "hello", "voice": "alloy"}

CALLS: dict[str, tuple[str, Callable[[Any], Any]]] = {
    "chat": ("chat", lambda client: client.chat.completions.create(model="m", messages=[])),
    "responses": ("responses", lambda client: client.responses.create(model="m", input="a")),
    "completions": ("text_completion", lambda client: client.completions.create(model="m", prompt="a")),
    "embeddings": (
        "embeddings",
        lambda client: client.embeddings.create(model="m", input="a", encoding_format="float"),
    ),
    "moderations": ("moderation", lambda client: client.moderations.create(model="m", input="a")),
    "generations": ("image", lambda client: client.images.generate(model="m", prompt="a cat")),
    "edits": ("image", lambda client: client.images.edit(model="m", prompt="a cat", image=PICTURE)),
    "variations": ("image", lambda client: client.images.create_variation(model="m", image=PICTURE)),
    "speech": ("speech", lambda client: client.audio.speech.create(model="m", input="a", voice="alloy")),
    "transcriptions": ("transcription", lambda client: client.audio.transcriptions.create(model="m", file=SOUND)),
    "translations": ("translation", lambda client: client.audio.translations.create(model="m", file=SOUND)),
}


def translate(client: Any, **wishes: Any) -> Any:
    """A translation."""
    return client.audio.translations.create(**HEARD, **wishes)


def test_every_operation_has_a_surface() -> None:
    """And none is made up."""
    assert {operation for operation, _ in CALLS.values()} == set(catalogue.OPERATIONS)


@pytest.mark.parametrize("name", CALLS)
def test_operation_and_model(driver: Driver, provider: LoopbackProvider, name: str) -> None:
    """The history tells both, whether the request is JSON or a form."""
    operation, call = CALLS[name]
    answer(driver, call)
    (served,) = provider.served
    assert (served.operation, served.model, served.stream) == (operation, "m", False)


@pytest.mark.parametrize("name", CALLS)
@pytest.mark.parametrize("error", ["rate_limit", "server"])
def test_errors(driver: Driver, provider: LoopbackProvider, name: str, error: str) -> None:
    """Each surface fails as it is told."""
    provider.behaviour = Behaviour(error=error)
    with pytest.raises(openai.RateLimitError if error == "rate_limit" else openai.InternalServerError):
        answer(driver, CALLS[name][1])


@pytest.mark.parametrize("name", CALLS)
def test_azure(provider: LoopbackProvider, name: str) -> None:
    """Whatever Azure's client puts before the path and after it, the surface is found."""
    operation, call = CALLS[name]
    root = provider.url.removesuffix("/v1")
    with openai.AzureOpenAI(azure_endpoint=root, api_version="2025-04-01-preview", api_key="none") as client:
        call(client)
    (served,) = provider.served
    assert (served.operation, served.model) == (operation, "m")
    assert served.path.startswith("/openai/")
    assert served.path.endswith("?api-version=2025-04-01-preview")


def test_azure_deployment_stands_for_the_model(client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """A request without a model is for the deployment in its path."""
    made = client.post("/deployments/mine/completions", body={"prompt": "a"}, cast_to=openai.types.Completion)
    assert (made.model, provider.served[0].model) == ("mine", "mine")


def test_completion(driver: Driver, provider: LoopbackProvider) -> None:
    """Text, reason and usage."""
    provider.behaviour = Behaviour(tokens=2, choices=2, finish_reason="length")
    made = answer(driver, lambda client: client.completions.create(model="m", prompt="a"))
    assert [(choice.text, choice.finish_reason) for choice in made.choices] == [("word0 word1 ", "length")] * 2
    assert (made.usage.completion_tokens, made.usage.total_tokens) == (4, 16)


@pytest.mark.parametrize("asked", [False, True])
def test_completion_stream(driver: Driver, provider: LoopbackProvider, asked: bool) -> None:
    """A chunk per token, and one with usage if that was asked for."""
    provider.behaviour = Behaviour(tokens=2)
    options = {"stream_options": {"include_usage": True}} if asked else {}
    # The client's type wants a reason in every chunk, which no provider gives.
    chunks = answer(
        driver,
        lambda client: client.completions.create(model="m", prompt="a", stream=True, **options),
        strict=False,
    )
    assert [choice.text for chunk in chunks for choice in chunk.choices] == ["word0 ", "word1 ", ""]
    assert [chunk.usage.completion_tokens for chunk in chunks if chunk.usage] == ([2] if asked else [])


def test_moderation(driver: Driver, provider: LoopbackProvider) -> None:
    """A verdict for each input."""
    provider.script([Behaviour(flagged=True), Behaviour()])
    bad, good = (answer(driver, lambda client: client.moderations.create(input=["a", "b"])) for _ in range(2))
    assert [verdict.flagged for verdict in bad.results] == [True, True]
    assert bad.results[0].categories.harassment
    assert not any(good.results[0].categories.model_dump().values())


@pytest.mark.parametrize("edit", [False, True])
def test_images(driver: Driver, provider: LoopbackProvider, edit: bool) -> None:
    """As many as asked for, each billed, with the parts of the input."""
    provider.behaviour = Behaviour(tokens=100, prompt_tokens=30, input_image_tokens=20)

    def make(client: Any) -> Any:
        if edit:
            return client.images.edit(**PROMPT, image=[PICTURE, PICTURE], n=2)
        return client.images.generate(**PROMPT, n=2)

    made = answer(driver, make)
    assert len(made.data) == 2
    assert (made.usage.input_tokens, made.usage.output_tokens, made.usage.total_tokens) == (30, 200, 230)
    details = made.usage.input_tokens_details
    assert (details.text_tokens, details.image_tokens) == (10, 20)


def test_images_by_url_and_without_usage(driver: Driver, provider: LoopbackProvider) -> None:
    """As the older models answer."""
    provider.behaviour = Behaviour(usage="missing")
    made = answer(driver, lambda client: client.images.generate(**PROMPT, response_format="url"))
    assert made.data[0].url.startswith("https://")
    assert made.usage is None


@pytest.mark.parametrize("edit", [False, True])
def test_image_stream(driver: Driver, provider: LoopbackProvider, edit: bool) -> None:
    """Partial images, then the whole one with usage."""
    provider.behaviour = Behaviour(tokens=100)

    def make(client: Any) -> Any:
        body = {**PROMPT, "stream": True, "partial_images": 2}
        return client.images.edit(**body, image=PICTURE) if edit else client.images.generate(**body)

    events = answer(driver, make)
    kind = "image_edit" if edit else "image_generation"
    assert [event.type for event in events] == [*[f"{kind}.partial_image"] * 2, f"{kind}.completed"]
    assert events[-1].usage.output_tokens == 100


def test_speech(driver: Driver, provider: LoopbackProvider) -> None:
    """Bytes, with no word of what they cost."""
    provider.behaviour = Behaviour(tokens=3)
    made = answer(driver, lambda client: client.audio.speech.create(**SPOKEN))
    assert made.content == bytes(3 * 64)
    assert made.response.headers["content-type"] == "audio/mpeg"


def test_speech_as_events(client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """Sound in events, and usage in the last one."""
    provider.behaviour = Behaviour(tokens=3, prompt_tokens=5)
    text = client.audio.speech.create(**SPOKEN, stream_format="sse").text
    assert text.count("speech.audio.delta") == 3
    assert '"speech.audio.done", "usage": {"input_tokens": 5, "output_tokens": 3, "total_tokens": 8}' in text
    assert provider.served[0].stream


@pytest.mark.parametrize("stream", [False, True])
def test_transcription(driver: Driver, provider: LoopbackProvider, stream: bool) -> None:
    """Text and usage in tokens, of which some are sound."""
    provider.behaviour = Behaviour(tokens=2, prompt_tokens=20, input_audio_tokens=15)
    made = answer(driver, lambda client: client.audio.transcriptions.create(**HEARD, stream=stream))
    if stream:
        assert [event.type for event in made] == [*["transcript.text.delta"] * 2, "transcript.text.done"]
        made = made[-1]
    assert made.text == "word0 word1 "
    usage = made.usage
    assert (usage.type, usage.input_tokens, usage.output_tokens, usage.total_tokens) == ("tokens", 20, 2, 22)
    assert (usage.input_token_details.text_tokens, usage.input_token_details.audio_tokens) == (5, 15)


@pytest.mark.parametrize("asked", ["json", "verbose_json", "diarized_json"])
def test_transcription_by_duration(driver: Driver, provider: LoopbackProvider, asked: Any) -> None:
    """As whisper bills it."""
    provider.behaviour = Behaviour(audio_seconds=12.5)
    made = answer(driver, lambda client: client.audio.transcriptions.create(**HEARD, response_format=asked))
    assert (made.usage.type, made.usage.seconds) == ("duration", 12.5)
    assert made.text.startswith("word0 ")


@pytest.mark.parametrize("kind", ["transcriptions", "translations"])
@pytest.mark.parametrize("asked", ["text", "srt", "vtt"])
def test_plain_text(driver: Driver, provider: LoopbackProvider, kind: str, asked: Any) -> None:
    """Formats that are no JSON are text, which the client hands over as it is."""
    provider.behaviour = Behaviour(tokens=1)
    made = answer(driver, lambda client: getattr(client.audio, kind).create(**HEARD, response_format=asked))
    assert "word0" in str(made)


def test_translation(driver: Driver, provider: LoopbackProvider) -> None:
    """Text, and on request its duration."""
    provider.behaviour = Behaviour(tokens=1, audio_seconds=2)
    plain, verbose = (answer(driver, partial(translate, response_format=asked)) for asked in ("json", "verbose_json"))
    assert (plain.text, verbose.text, verbose.duration) == ("word0 ", "word0 ", 2.0)


def test_compaction(client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """A conversation made shorter bills like a response."""
    if not hasattr(client.responses, "compact"):
        pytest.skip("this client is older than compaction")
    responses: Any = client.responses
    made = responses.compact(model="gpt-5.1", input="a")
    assert made.usage.output_tokens == 8
    assert provider.served[0].operation == "responses"


def test_unknown_path(client: openai.OpenAI, provider: LoopbackProvider) -> None:
    """It is not found, and remembered without an operation; so is a GET."""
    with pytest.raises(openai.NotFoundError):
        client.post("/other", cast_to=object)
    with pytest.raises(openai.NotFoundError):
        client.get("/models", cast_to=object)
    assert [served.operation for served in provider.served] == [None, "retrieve"]
