"""What a request is, read from the client's own request options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from weakref import WeakKeyDictionary

from watchspec._internal.providers import DEFAULT, provider_of

UNKNOWN_MODEL = "unknown"
"""Model label of a request whose body names none."""

REFUSALS = frozenset({400, 422})
"""Statuses with which servers answer a field that they do not know."""

RAW_HEADER = "x-stainless-raw-response"
_OPERATION_BY_PATH = (("/chat/completions", "chat"), ("/embeddings", "embeddings"))
_providers: WeakKeyDictionary[Any, tuple[Any, str]] = WeakKeyDictionary()


def operation_of(options: Any) -> str | None:
    """Operation by the path of a POST; None for what is not measured."""
    if options.method.lower() != "post":
        return None
    path = options.url.partition("?")[0].rstrip("/")
    for suffix, operation in _OPERATION_BY_PATH:
        if path.endswith(suffix):
            return operation
    return None


def model_of(options: Any) -> str:
    """Requested model; `extra_body` wins over the body, as it does in the client."""
    for body in (getattr(options, "extra_json", None), options.json_data):
        if isinstance(body, Mapping):
            model = body.get("model")
            if model is not None:
                return str(model)
    return UNKNOWN_MODEL


def provider_for(client: Any) -> str:
    """Provider by the client's base URL, remembered for as long as the URL object stays."""
    url = getattr(client, "_base_url", None)
    known = _providers.get(client)
    if known is not None and known[0] is url:
        return known[1]
    host = getattr(url, "host", None)
    provider = provider_of(host) if isinstance(host, str) else DEFAULT
    _providers[client] = (url, provider)
    return provider


def base_url(client: Any) -> str:
    """The client's base URL as text."""
    return str(getattr(client, "_base_url", ""))


def asks_usage(options: Any) -> Any:
    """Options of a stream that also ask for its usage, or None where that is not ours to ask.

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
    return options.model_copy(update={"json_data": {**body, "stream_options": {**wishes, "include_usage": True}}})


def is_raw(options: Any) -> bool:
    """Whether the caller asked for the HTTP response instead of its content."""
    headers = options.headers
    return isinstance(headers, Mapping) and any(str(name).lower() == RAW_HEADER for name in headers)


def rejects_usage(exc: BaseException) -> bool:
    """Whether a server refused the request, with one of `REFUSALS`, because it does not know `stream_options`."""
    told = f"{getattr(exc, 'param', '')} {getattr(exc, 'message', '')} {getattr(exc, 'body', '')}"
    return "stream_options" in told or "include_usage" in told
