"""A provider in memory: the real client with a transport that answers each request with the same bytes.

No socket, so that nothing hides what instrumentation adds. The bytes are as OpenAI sends them today.
"""

from __future__ import annotations

import json
from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import openai

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

MODEL = "gpt-4o"
MESSAGES = [{"role": "user", "content": "Say hello."}]
HEAD = {"id": "chatcmpl-1", "created": 1_700_000_000, "model": "gpt-4o-2024-08-06", "service_tier": "default"}
PRINT = {"system_fingerprint": "fp_1"}
QUOTA = {
    "x-ratelimit-limit-requests": "10000",
    "x-ratelimit-remaining-requests": "9999",
    "x-ratelimit-reset-requests": "6ms",
    "x-ratelimit-limit-tokens": "2000000",
    "x-ratelimit-remaining-tokens": "1999980",
    "x-ratelimit-reset-tokens": "1m12.5s",
}

FAILURE = b'{"error": {"message": "no", "type": "server_error", "param": null, "code": null}}'

# The client's own HTTP library: openai 3.x left httpx for httpx2.
http: Any = import_module("httpx2" if int(version("openai").partition(".")[0]) > 2 else "httpx")  # noqa: PLR2004 - see above


def usage(output: int) -> dict[str, object]:
    """What an answer with `output` tokens reports."""
    return {
        "prompt_tokens": 20,
        "completion_tokens": output,
        "total_tokens": 20 + output,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {
            "reasoning_tokens": 0,
            "audio_tokens": 0,
            "accepted_prediction_tokens": 0,
            "rejected_prediction_tokens": 0,
        },
    }


def completion(reason: str = "stop") -> bytes:
    """The body of a whole answer."""
    message: dict[str, object] = {"role": "assistant", "content": "Hello.", "refusal": None, "annotations": []}
    choice = {"index": 0, "message": message, "logprobs": None, "finish_reason": reason}
    return json.dumps({**HEAD, "object": "chat.completion", "choices": [choice], "usage": usage(5), **PRINT}).encode()


def _event(choices: list[dict[str, object]], told: dict[str, object] | None = None) -> bytes:
    chunk = {**HEAD, "object": "chat.completion.chunk", **PRINT, "choices": choices, "usage": told}
    return b"data: " + json.dumps(chunk).encode() + b"\n\n"


def _choice(delta: dict[str, object], reason: str | None = None) -> list[dict[str, object]]:
    return [{"index": 0, "delta": delta, "logprobs": None, "finish_reason": reason}]


def events(tokens: int) -> list[bytes]:
    """The events of a stream with `tokens` chunks of content, each as the network would bring it."""
    return [
        _event(_choice({"role": "assistant", "content": "", "refusal": None})),
        *[_event(_choice({"content": " word"}))] * tokens,
        _event(_choice({}, "stop")),
        _event([], usage(tokens)),
        b"data: [DONE]\n\n",
    ]


class Provider:
    """Answers of one client; `chunks` is how long its next streams are."""

    def __init__(self, *, quota: bool = False) -> None:
        self.headers = {"content-type": "application/json", "x-request-id": "req_1", **(QUOTA if quota else {})}
        self.event_headers = {**self.headers, "content-type": "text/event-stream"}
        self.body = completion()
        self.failures: list[int] = []
        """Status codes of the next answers that fail; 0 for one that never comes."""
        self.before_answer: Callable[[], Awaitable[None]] | None = None
        """Awaited inside each asynchronous request."""
        self._events: list[bytes] = []
        self.chunks = 1

    @property
    def chunks(self) -> int:
        """Chunks of content in the next streams."""
        return self._chunks

    @chunks.setter
    def chunks(self, count: int) -> None:
        self._chunks = count
        self._events = events(count)

    def answer(self, request: Any) -> Any:
        """The response to a synchronous client."""
        if self.failures:
            return self._failure(self.failures.pop(0), request)
        if b'"stream":true' in request.content:
            return http.Response(200, headers=self.event_headers, content=iter(self._events))
        return http.Response(200, headers=self.headers, content=self.body)

    async def answer_later(self, request: Any) -> Any:
        """The response to an asynchronous client."""
        if self.before_answer is not None:
            await self.before_answer()
        if b'"stream":true' in request.content:
            return http.Response(200, headers=self.event_headers, content=_later(self._events))
        return http.Response(200, headers=self.headers, content=self.body)

    def _failure(self, status: int, request: Any) -> Any:
        if not status:
            raise http.ReadTimeout("never answered", request=request)
        return http.Response(status, headers={**self.headers, "retry-after-ms": "1"}, content=FAILURE)

    def client(self, *, seen: Callable[[Any], None] | None = None, **options: Any) -> openai.OpenAI:
        """A real client of this provider; `seen` is shown each response's head, as by an httpx event hook."""
        hooks = {"response": [seen]} if seen else {}
        transport = http.MockTransport(self.answer)
        return openai.OpenAI(api_key="none", http_client=http.Client(transport=transport, event_hooks=hooks), **options)

    def async_client(self, *, seen: Callable[[Any], None] | None = None, **options: Any) -> openai.AsyncOpenAI:
        """The same, asynchronous."""

        async def seen_later(response: Any) -> None:
            if seen is not None:
                seen(response)

        hooks = {"response": [seen_later]} if seen else {}
        transport = http.MockTransport(self.answer_later)
        return openai.AsyncOpenAI(
            api_key="none", http_client=http.AsyncClient(transport=transport, event_hooks=hooks), **options
        )


async def _later(pieces: list[bytes]) -> AsyncIterator[bytes]:
    for piece in pieces:
        yield piece
