"""How the loopback provider answers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping


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
    """Between the headers and the first content token of a stream."""
    token_delay: float = 0.0
    """Between two content tokens of a stream."""

    tokens: int = 8
    """Output tokens; a stream sends each content token as its own chunk."""
    prompt_tokens: int = 12
    cached_tokens: int = 0
    cache_write_tokens: int = 0
    reasoning_tokens: int = 0
    """Part of `tokens`; these are billed and not sent."""
    usage: Literal["standard", "missing", "choice", "last_chunk"] = "standard"
    """Where usage is reported. `standard` for streams means: a chunk of its own, if asked for;
    `choice` and `last_chunk` put it, unasked, into the last choice or beside it."""
    reject_stream_options: bool = False
    """Refuse requests with `stream_options`, as some compatible servers do."""

    finish_reason: str = "stop"
    choices: int = 1
    content: str | None = None
    """Text of the whole answer; by default one word per token."""
    tool_calls: bool = False
    refusal: bool = False
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
    """Send an error event after this many tokens."""

    gzip: bool = False
    answered_model: str | None = None
    """Model named in the answer; by default the requested one."""
    service_tier: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    """Further headers, such as `x-ratelimit-remaining-requests`."""

    @property
    def sent_tokens(self) -> int:
        """Content tokens that an undisturbed stream sends."""
        return max(0, self.tokens - self.reasoning_tokens)

    def words(self) -> list[str]:
        """Content of each token."""
        if self.content is not None:
            return [self.content] if self.content else []
        return [f"word{number} " for number in range(self.sent_tokens)]
