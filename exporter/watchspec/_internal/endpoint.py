"""What a request is, read from the client's own request options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

UNKNOWN_MODEL = "unknown"
"""Model label of a request whose body names none."""

REFUSALS = frozenset({400, 422})
"""Statuses with which servers answer a field that they do not know."""

RAW_HEADER = "x-stainless-raw-response"


def model_of(options: Any) -> str:
    """Requested model; `extra_body` wins over the body, as it does in the client."""
    for source in (getattr(options, "extra_json", None), options.json_data):
        if isinstance(source, Mapping):
            model = source.get("model")
            if model is not None:
                return str(model)
    return UNKNOWN_MODEL


def choices_of(options: Any) -> int:
    """How many choices each answer of the request will have."""
    for source in (getattr(options, "extra_json", None), options.json_data):
        if isinstance(source, Mapping) and "n" in source:
            wanted = source["n"]
            return wanted if type(wanted) is int and wanted > 0 else 1
    return 1


def base_url(client: Any) -> str:
    """The client's base URL as text."""
    return str(getattr(client, "_base_url", ""))


def asks_usage(options: Any) -> dict[str, Any] | None:
    """Body of a request that also asks for the usage of its stream, or None where that is not ours to ask.

    The caller's own wish stands, and raw responses reach the caller unread, extra chunk included.
    The caller's objects are left as they are.
    """
    body = options.json_data
    if not isinstance(body, dict) or is_raw(options):
        return None
    extra = getattr(options, "extra_json", None)
    if isinstance(extra, Mapping) and "stream_options" in extra:
        return None
    wishes = body.get("stream_options")
    if wishes is None:
        wishes = {}
    if not isinstance(wishes, Mapping) or "include_usage" in wishes:
        return None
    return {**body, "stream_options": {**wishes, "include_usage": True}}


def is_raw(options: Any) -> bool:
    """Whether the caller asked for the HTTP response instead of its content."""
    headers = options.headers
    return isinstance(headers, Mapping) and any(str(name).lower() == RAW_HEADER for name in headers)


def rejects_usage(exc: BaseException) -> bool:
    """Whether a server refused the request, with one of `REFUSALS`, because it does not know `stream_options`."""
    told = f"{getattr(exc, 'param', '')} {getattr(exc, 'message', '')} {getattr(exc, 'body', '')}"
    return "stream_options" in told or "include_usage" in told
