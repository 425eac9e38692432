"""Audio: speech from text, and text from speech."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, Any

from watchspec.testing.answers.parts import Part, Stream, Whole
from watchspec.testing.answers.usage import plain_usage

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec.testing.answers.parts import Answer, Ask

SAMPLES = bytes(64)
"""Silence: what each token sounds like."""
TIMED = ("verbose_json", "diarized_json")
CAPTIONS = "1\n00:00:00,000 --> 00:00:01,000\n"


def speech(ask: Ask) -> Answer:
    """Sound in chunks, one per token; or events, where the request asks for them."""
    if ask.body.get("stream_format") == "sse":
        return Stream(_spoken_events(ask))
    return Stream(_sound(ask), "audio/mpeg", failure=None)


def transcriptions(ask: Ask) -> Answer:
    """What was said, in the format that the request asks for; streamed where it asks for that."""
    if ask.body.get("stream"):
        return Stream(_heard_events(ask), done=True)
    answer = _text_in_format(ask, "transcribe")
    usage = _heard_usage(ask)
    if isinstance(answer.body, dict) and usage is not None:
        answer.body["usage"] = usage
    return answer


def translations(ask: Ask) -> Answer:
    """What was said, in English; its answers carry no usage."""
    return _text_in_format(ask, "translate")


def _sound(ask: Ask) -> Iterator[Part]:
    for _ in ask.behaviour.words():
        yield Part("token", SAMPLES)
    yield Part("closing", b"")


def _spoken_events(ask: Ask) -> Iterator[Part]:
    for _ in ask.behaviour.words():
        yield Part("token", {"type": "speech.audio.delta", "audio": b64encode(SAMPLES).decode()})
    last: dict[str, Any] = {"type": "speech.audio.done"}
    if ask.behaviour.usage != "missing":
        last["usage"] = plain_usage(ask.behaviour)
    yield Part("closing", last)


def _heard_events(ask: Ask) -> Iterator[Part]:
    words = ask.behaviour.words()
    for text in words:
        yield Part("token", {"type": "transcript.text.delta", "delta": text, "logprobs": []})
    last: dict[str, Any] = {"type": "transcript.text.done", "text": "".join(words), "logprobs": []}
    if ask.behaviour.usage != "missing":
        last["usage"] = _heard_usage(ask)
    yield Part("closing", last)


def _text_in_format(ask: Ask, task: str) -> Whole:
    text = "".join(ask.behaviour.words())
    asked = ask.body.get("response_format", "json")
    if asked in ("text", "srt", "vtt"):
        return Whole(f"{text}\n" if asked == "text" else f"{CAPTIONS}{text}\n", content_type="text/plain")
    if asked in TIMED:
        seconds = ask.behaviour.audio_seconds or 1.0
        return Whole({"task": task, "language": "english", "duration": seconds, "text": text, "segments": []})
    return Whole({"text": text})


def _heard_usage(ask: Ask) -> dict[str, Any] | None:
    behaviour = ask.behaviour
    if behaviour.usage == "missing":
        return None
    if behaviour.audio_seconds is not None or ask.body.get("response_format") in TIMED:
        return {"type": "duration", "seconds": behaviour.audio_seconds or 1.0}
    heard = behaviour.input_audio_tokens
    details = {"text_tokens": behaviour.prompt_tokens - heard, "audio_tokens": heard}
    return {"type": "tokens", **plain_usage(behaviour), "input_token_details": details}
