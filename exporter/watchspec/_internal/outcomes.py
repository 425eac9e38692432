"""From a finished answer or an exception to an outcome and a kind of error of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec._internal.usage import field

if TYPE_CHECKING:
    from collections.abc import Iterable

_BY_CODE = {
    "insufficient_quota": "quota",
    "billing_hard_limit_reached": "quota",
    "billing_not_active": "quota",
    "rate_limit_exceeded": "rate_limit",
    "requests": "rate_limit",
    "tokens": "rate_limit",
    "rate_limit_error": "rate_limit",
    "context_length_exceeded": "context_length",
    "string_above_max_length": "context_length",
    "content_filter": "content_filter",
    "content_policy_violation": "content_filter",
    "invalid_api_key": "auth",
    "authentication_error": "auth",
    "model_not_found": "not_found",
    "deploymentnotfound": "not_found",
    "not_found_error": "not_found",
    "permission_error": "permission",
    "server_error": "server",
    "api_error": "server",
    "overloaded_error": "server",
    "invalid_request_error": "bad_request",
    "invalid_prompt": "bad_request",
    "bio_policy": "content_filter",
    "cyber_policy": "content_filter",
    "misalignment_policy_violation": "content_filter",
    "image_content_policy_violation": "content_filter",
    "vector_store_timeout": "timeout",
}
_BY_STATUS = {
    401: "auth",
    402: "quota",
    403: "permission",
    404: "not_found",
    408: "timeout",
    409: "conflict",
    429: "rate_limit",
}
UNFINISHED = frozenset({"queued", "in_progress"})
"""Statuses of a response that runs in the background."""
_VALIDATION = frozenset({"APIResponseValidationError", "ValidationError", "JSONDecodeError"})
_TIMEOUT = frozenset({"APITimeoutError", "TimeoutException", "TimeoutError"})
_CONNECTION = frozenset({"APIConnectionError", "TransportError", "StreamError", "ConnectionError"})


def outcome_of_reasons(reasons: Iterable[str | None]) -> str:
    """Outcome of an answer from the finish reasons of its choices; the worst of several counts."""
    outcome = "success"
    for reason in reasons:
        if reason == "content_filter":
            return "content_filter"
        if reason == "length":
            outcome = "truncated"
    return outcome


def outcome_of_answer(body: Any) -> tuple[str, str | None]:
    """(outcome, error type) of a complete body of any kind, by its status or the finish reasons of its choices."""
    choices = field(body, "choices")
    if choices:
        return outcome_of_reasons(field(choice, "finish_reason") for choice in choices), None
    return outcome_of_response(body) or ("success", None)


def reasons_of_answer(body: Any) -> list[str]:
    """Why a complete body ends where it does: finish reasons of its choices, or what a response says of itself."""
    choices = field(body, "choices")
    if choices:
        told = [field(choice, "finish_reason") for choice in choices]
    else:
        told = [field(field(body, "incomplete_details"), "reason") or field(body, "status")]
    return [reason for reason in told if isinstance(reason, str)]


def outcome_of_response(body: Any) -> tuple[str, str | None] | None:
    """(outcome, error type) of a body of the Responses API, by its status; None for one that is not final."""
    status = field(body, "status")
    if status in UNFINISHED:
        return None
    if status == "incomplete":
        reason = field(field(body, "incomplete_details"), "reason")
        return ("content_filter" if reason == "content_filter" else "truncated"), None
    if status == "failed":
        return "error", error_of_code(field(field(body, "error"), "code"))
    return ("cancelled" if status == "cancelled" else "success"), None


def error_of_code(code: object) -> str:
    """Kind of error of a code in an answer that came with HTTP 200."""
    text = str(code).lower()
    if "image" in text and text not in _BY_CODE:
        return "bad_request"
    return _BY_CODE.get(text, "other")


def error_of_event(error: Any) -> str:
    """Kind of error that an event of a stream reports in place of an answer."""
    return _from_body(error) or _from_status(_number(field(error, "code"))) or "other"


def outcome_of_exception(exc: BaseException) -> tuple[str, str | None]:
    """(outcome, error type) of a call that raised before an answer was delivered."""
    names = _names(exc)
    if "LengthFinishReasonError" in names:
        return "truncated", None
    if "ContentFilterFinishReasonError" in names:
        return "content_filter", None
    if not isinstance(exc, Exception):
        return "cancelled", None
    return "error", error_type(exc)


def outcome_mid_stream(exc: BaseException) -> tuple[str, str | None]:
    """(outcome, error type) of a stream that raised after its headers had arrived."""
    names = _names(exc)
    if names & _TIMEOUT:
        return "stalled", "stalled"
    if names & _CONNECTION:
        return "cut", "cut"
    return outcome_of_exception(exc)


def attempt_status(exc: BaseException) -> str | None:
    """Status label of the HTTP attempt that ended in `exc`; None if no attempt can be read from it."""
    status = getattr(exc, "status_code", None)
    if isinstance(status, int):
        return str(status)
    names = _names(exc)
    if names & _TIMEOUT:
        return "timeout"
    return "connection" if names & _CONNECTION else None


def error_type(exc: Exception) -> str:
    """Kind of error of the catalogue: by the provider's code, then its type, then the HTTP status."""
    names = _names(exc)
    if names & _VALIDATION:
        return "validation"
    if names & _TIMEOUT:
        return "timeout"
    if names & _CONNECTION:
        return "connection"
    return _from_body(exc) or _from_status(getattr(exc, "status_code", None) or _number(field(exc, "code"))) or "other"


def _from_body(exc: Any) -> str | None:
    code, kind = field(exc, "code"), field(exc, "type")
    found = _BY_CODE.get(str(code).lower())
    if found is not None:
        return found
    message = field(exc, "message")
    if isinstance(message, str) and "context length" in message.lower():
        return "context_length"
    status = getattr(exc, "status_code", None)
    found = _BY_CODE.get(str(kind).lower())
    # The type is the vaguest of the three: a 401 of type invalid_request_error is about the key.
    return found if found != "bad_request" or status is None else None


def _from_status(status: int | None) -> str | None:
    if status is None:
        return None
    if status >= 500:  # noqa: PLR2004 - the class of statuses
        return "server"
    return _BY_STATUS.get(status, "bad_request" if status >= 400 else None)  # noqa: PLR2004 - the class of statuses


def _number(code: Any) -> int | None:
    text = str(code)
    return int(text) if text.isascii() and text.isdigit() else None


def _names(exc: BaseException) -> frozenset[str]:
    return frozenset(kind.__name__ for kind in type(exc).__mro__)
