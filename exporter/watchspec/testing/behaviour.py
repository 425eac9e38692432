"""How the loopback provider answers."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec.testing.ratelimit import RateLimit


class ErrorAnswer(NamedTuple):
    """Status and the `type`, `code`, `message` of an OpenAI error body."""

    status: int
    type: str
    code: str | None
    message: str


ERRORS: Mapping[str, ErrorAnswer] = {
    "rate_limit": ErrorAnswer(429, "requests", "rate_limit_exceeded", "Rate limit reached for requests"),
    "quota": ErrorAnswer(429, "insufficient_quota", "insufficient_quota", "You exceeded your current quota"),
    "context_length": ErrorAnswer(
        400, "invalid_request_error", "context_length_exceeded", "This model's maximum context length is 8 tokens"
    ),
    "content_filter": ErrorAnswer(400, "invalid_request_error", "content_filter", "The prompt was filtered"),
    "bad_request": ErrorAnswer(400, "invalid_request_error", None, "Invalid value"),
    "auth": ErrorAnswer(401, "invalid_request_error", "invalid_api_key", "Incorrect API key provided"),
    "permission": ErrorAnswer(403, "invalid_request_error", None, "You may not use this model"),
    "not_found": ErrorAnswer(404, "invalid_request_error", "model_not_found", "The model does not exist"),
    "conflict": ErrorAnswer(409, "invalid_request_error", None, "Conflict"),
    "server": ErrorAnswer(500, "server_error", None, "The server had an error"),
    "overloaded": ErrorAnswer(503, "server_error", None, "The engine is currently overloaded"),
}
"""Errors that `Behaviour(error=...)` can answer with, by their name in `llm_request_errors_total`
(`overloaded` is of type `server`)."""


@dataclass(frozen=True)
class Behaviour:
    """One way to answer; the default is a quick, short success. Durations are seconds.

    Fields named `*_after` count content tokens of a stream.
    """

    error: str | None = None
    """A key of `ERRORS`: answer with that status and body."""
    retry_after: str | None = None
    """Value of the `retry-after` header of an error."""
    drop: bool = False
    """Close the connection instead of answering."""

    latency: float = 0.0
    """Before the headers."""
    first_token: float = 0.0
    """Before the first content token of a stream: after the headers, and after reasoning that is shown."""
    token_delay: float = 0.0
    """Between two content tokens of a stream."""
    reasoning_delay: float = 0.0
    """Before each reasoning token that a stream shows."""

    tokens: int = 8
    """Output tokens; a stream sends each content token as its own chunk. Of images, this is what each costs."""
    prompt_tokens: int = 12
    """Input tokens; those that are cached, written to the cache, of sound or of images are part of them."""
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    reasoning_tokens: int = 0
    """Part of `tokens`; these are billed and, unless `show_reasoning`, not sent."""
    input_audio_tokens: int = 0
    output_audio_tokens: int = 0
    input_image_tokens: int = 0
    audio_seconds: float | None = None
    """Transcriptions bill this duration instead of tokens."""
    usage: Literal["standard", "missing", "choice", "last_chunk", "every_chunk", "x_groq"] = "standard"
    """Where usage is reported. `standard` for streams of chat and text completions means: a chunk of its own, if
    asked for. The others are unasked: `choice` and `last_chunk` put it into the last choice or beside it,
    `x_groq` into Groq's extension of the last chunk, `every_chunk` into each one, as far as it has come.
    Elsewhere each of them is as `standard`; `missing` is missing everywhere."""
    cache_report: Literal["openai", "deepseek"] = "openai"
    """Where chat completions report cached tokens: in the details, or as DeepSeek's `prompt_cache_hit_tokens`."""
    reject_stream_options: bool = False
    """Refuse requests with `stream_options`, as some compatible servers do."""

    finish_reason: str = "stop"
    """Of chat and text completions; of a response, `length` and `content_filter` make it incomplete."""
    status: Literal["completed", "incomplete", "failed"] | None = None
    """How a response ends, with HTTP status 200; by default as `finish_reason` says."""
    failed_code: str = "server_error"
    """Code of a failed response."""
    polls: int = 2
    """How often a response in the background is looked at before it has ended."""
    choices: int = 1
    content: str | None = None
    """Text of the whole answer; by default one word per token."""
    tool_calls: bool = False
    refusal: bool = False
    flagged: bool = False
    """What a moderation finds."""
    show_reasoning: bool = False
    """Send each of `reasoning_tokens` before the content."""
    reasoning_field: Literal["reasoning_content", "reasoning"] = "reasoning_content"
    """Where chat completions have it: as DeepSeek and vLLM do, or as OpenRouter and Groq do."""
    reasoning_text: bool = False
    """Responses show reasoning itself, as open models do, not a summary."""
    role_chunk: bool = True
    """Begin a stream with a chunk that has a role and no content."""
    empty_choices: bool = False
    """Begin a stream with a chunk without choices, as Azure does with its content filter's result."""

    cut_after: int | None = None
    """Lose the connection after this many tokens."""
    end_after: int | None = None
    """End the body properly after this many tokens, without finish reason or `[DONE]`."""
    stall_after: int | None = None
    """Send nothing for `stall` seconds after this many tokens, then go on."""
    stall: float = 30.0
    fail_after: int | None = None
    """Send an error event after this many tokens; where there are no events, lose the connection."""
    fail_with: str = "server"
    """The error of that event, a key of `ERRORS`."""
    nested_error: bool = False
    """Error events of responses have their error in a field `error`, as in other streams."""
    keep_alive: bool = False
    """A comment line before each event, as DeepSeek and OpenRouter send them."""

    gzip: bool = False
    answered_model: str | None = None
    """Model named in the answer; by default the requested one."""
    service_tier: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further headers, such as a gateway's cost."""
    rate_limit: RateLimit | None = None
    """What the `x-ratelimit-*` headers say; `headers` may overrule some of them."""

    @property
    def sent_tokens(self) -> int:
        """Content tokens that an undisturbed stream sends."""
        return max(0, self.tokens - self.reasoning_tokens)

    def words(self) -> list[str]:
        """Content of each token."""
        if self.content is not None:
            return [self.content] if self.content else []
        return [f"word{number} " for number in range(self.sent_tokens)]

    def thoughts(self) -> list[str]:
        """Each reasoning token, if they are shown."""
        return [f"thought{number} " for number in range(self.reasoning_tokens)] if self.show_reasoning else []

    def arguments(self) -> list[str]:
        """The words as arguments of a tool call: pieces of one JSON object, one for each token."""
        pieces = [json.dumps(word)[1:-1] for word in self.words()]
        if pieces:
            pieces[0] = '{"text": "' + pieces[0]
            pieces[-1] += '"}'
        return pieces

    def all_headers(self) -> dict[str, str]:
        """Those of the rate limit and the further ones."""
        limits = {} if self.rate_limit is None else self.rate_limit.headers()
        return {**limits, **self.headers}
