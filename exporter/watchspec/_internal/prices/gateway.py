"""What a gateway says that a call cost, in its headers or beside the token counts; its word wins over any list.

- LiteLLM's proxy tells the cost in a header. A stream's headers leave before the cost is known, so it is in
  the last chunk's `usage.cost`, if at all.
- OpenRouter tells it in `usage.cost`, always. With a key of one's own (`is_byok`) that is its fee alone, and
  what the provider charges to the key stands in `cost_details`.
- Cloudflare, Portkey and Helicone tell no cost, but whether the answer came from their own cache. Such an
  answer repeats the token counts of the call that was billed, and costs nothing.

Zero is believed of an answer from a cache and of OpenRouter, which has free models. Of LiteLLM it is not, as
it also says so of models whose price it does not know.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from watchspec._internal.usage import field

MAX_USD = 1_000_000.0
"""No single call costs more; such a number is something else."""

_COST = b"x-litellm-response-cost"
_CACHE_KEY = b"x-litellm-cache-key"
"""Sent with answers from the cache alone."""
_CALL_ID = b"x-litellm-call-id"
_CACHE_STATUSES = frozenset({b"cf-aig-cache-status", b"x-portkey-cache-status", b"helicone-cache"})
_TELLING = _CACHE_STATUSES | {_COST, _CACHE_KEY, _CALL_ID}
_HITS = frozenset({b"HIT", b"SEMANTIC HIT"})


class _Told(NamedTuple):
    cost: float | None
    litellm: bool


def reported_cost(provider: str, headers: Any, usage: Any) -> float | None:
    """Cost of a call in USD as its gateway tells it; None if it does not.

    Args:
        provider: as labelled; only of "openrouter" is the body believed without LiteLLM's headers.
        headers: of the response: `httpx.Headers` or a mapping of str to str; None if there are none.
        usage: the response's or last chunk's usage, an object or mapping; None if there is none.
    """
    told = _told(headers)
    if told.cost is not None:
        return told.cost
    if told.litellm:
        return usd(field(usage, "cost")) or None
    return body_cost(provider, usage)


def gateway_cost(headers: Any) -> float | None:
    """Cost in USD that the headers tell; None if they don't, or tell what cannot be a cost."""
    return _told(headers).cost


def body_cost(provider: str, usage: Any) -> float | None:
    """Cost in USD that OpenRouter tells in its usage, what it charges to a key of one's own included."""
    if provider != "openrouter" or usage is None:
        return None
    cost = usd(field(usage, "cost"))
    if cost is None or field(usage, "is_byok") is not True:
        return cost
    upstream = usd(field(field(usage, "cost_details"), "upstream_inference_cost"))
    return None if upstream is None else cost + upstream


def usd(value: object) -> float | None:
    """An amount of money from a number or its text; None for everything else, also below 0, NaN and infinite."""
    if isinstance(value, bool) or not isinstance(value, int | float | str | bytes):
        return None
    try:
        amount = float(value)
    except (ValueError, OverflowError):
        return None
    return amount if 0.0 <= amount <= MAX_USD else None  # NaN is not


def _told(headers: Any) -> _Told:
    cost: float | None = None
    litellm = cached = False
    for name, value in _pairs(headers):
        # Servers choose the case of their headers.
        name = name.lower()  # noqa: PLW2901 - once a header of every call
        if name not in _TELLING:
            continue
        if name in _CACHE_STATUSES:
            cached = cached or value.strip().upper() in _HITS
            continue
        litellm = True
        if name == _COST:
            cost = cost or usd(value)
        cached = cached or name == _CACHE_KEY
    return _Told(cost or (0.0 if cached else None), litellm)


def _pairs(headers: Any) -> Iterable[tuple[bytes, bytes]]:
    raw = getattr(headers, "raw", None)  # of httpx; a tenth of the time of its items()
    if isinstance(raw, list):
        return raw
    if not isinstance(headers, Mapping):
        return ()
    return [
        (str(name).encode("utf-8", "replace"), str(value).encode("utf-8", "replace")) for name, value in headers.items()
    ]
