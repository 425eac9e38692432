"""What a call costs, by the price list of genai-prices, at the price of a few multiplications.

genai-prices takes about 100 us a call. Its prices are linear in each kind of token
within a tier, so the rates are asked for once per provider, model, tier and day.
"""

from __future__ import annotations

from datetime import datetime, timezone
from time import time
from typing import TYPE_CHECKING, Any, NamedTuple

from watchspec._internal.safety import log_once

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from watchspec._internal.usage import Usage

MAX_CACHED = 4_096
_DAY = 86_400
_MINUTE = 60


class Rates(NamedTuple):
    """Dollars per token of each kind in one tier; parts of a total have their own rate instead of the total's."""

    input: float
    cached: float
    cache_write: float
    output: float
    reasoning: float


class Resolved(NamedTuple):
    """Rates of one model from `valid_from` until `valid_to` (unix seconds)."""

    valid_to: float
    request: float
    tiers: tuple[tuple[int, Rates], ...]
    exact: Callable[[Usage], float]

    def cost(self, usage: Usage) -> float:
        """Dollars for one call."""
        if usage.input_audio or usage.output_audio:
            return self.exact(usage)
        rates = self.tiers[0][1]
        for start, tier in self.tiers[1:]:
            if usage.input > start:
                rates = tier
        cached = min(usage.cached, usage.input)
        written = min(usage.cache_write, usage.input - cached)
        reasoning = min(usage.reasoning, usage.output)
        return (
            self.request
            + (usage.input - cached - written) * rates.input
            + cached * rates.cached
            + written * rates.cache_write
            + (usage.output - reasoning) * rates.output
            + reasoning * rates.reasoning
        )


class Priced(NamedTuple):
    usd: float
    source: str
    savings_usd: float


class NoPrices:
    """Prices are switched off: nothing is priced."""

    def cost(self, *_: object) -> float | None:
        """None: unpriced."""
        return None


class Prices:
    """Prices with a memory; answers None, and warns once, for a model that has none."""

    def __init__(self, clock: Callable[[], float] = time) -> None:
        self._clock = clock
        self._known: dict[tuple[str, str, str | None, str | None], Resolved | float] = {}

    def cost(
        self, provider: str, requested: str, answered: str | None, tier: str | None, usage: Usage
    ) -> Priced | None:
        """Dollars for one call, by the answered model, else the requested one; None if neither has a price."""
        key = (provider, requested, answered, tier)
        found = self._known.get(key)
        now = self._clock()
        if found is None or now >= (found if isinstance(found, float) else found.valid_to):
            found = self._resolve(provider, requested, answered, tier, now)
            if len(self._known) >= MAX_CACHED:
                self._known.clear()
            self._known[key] = found
        return None if isinstance(found, float) else Priced(found.cost(usage), "list", 0.0)

    def _resolve(
        self, provider: str, requested: str, answered: str | None, tier: str | None, now: float
    ) -> Resolved | float:
        for model in dict.fromkeys((answered or requested, requested)):
            resolved = resolve(provider, model, tier, now)
            if resolved is not None:
                return resolved
        log_once(
            f"unpriced {provider} {requested}",
            "no price for model %r of %s; its calls count as unpriced",
            requested[:120],
            provider,
        )
        return _next(now, _DAY)


def resolve(provider: str, model: str, tier: str | None, now: float) -> Resolved | None:
    """Rates of one model at a time (unix seconds); None if genai-prices is missing or does not know it."""
    try:
        from genai_prices import Usage as Priced  # noqa: PLC0415 - as above
        from genai_prices import calc_price  # noqa: PLC0415 - optional, and takes 0.2 s to load
    except ImportError:
        log_once("genai-prices", "genai-prices is not installed; every call counts as unpriced")
        return None
    at = datetime.fromtimestamp(now, timezone.utc)
    context: Mapping[str, str] | None = {"service_tier": tier} if tier is not None else None

    def ask(**counts: int) -> Any:
        return calc_price(
            Priced(**counts), model, provider_id=provider, genai_request_timestamp=at, price_context=context
        )

    try:
        nothing = ask(input_tokens=0, output_tokens=0)
    except LookupError:
        return None
    starts = sorted({0}.union(*(_starts(price) for price in vars(nothing.model_price).values())))
    request = float(nothing.total_price)
    tiers = tuple((start, _rates(ask, start, request)) for start in starts)
    changes_by_hour = any(
        hasattr(getattr(price, "constraint", None), "start_time") for price in _list(nothing.model.prices)
    )
    return Resolved(_next(now, _MINUTE if changes_by_hour else _DAY), request, tiers, lambda usage: _exact(ask, usage))


def _rates(ask: Callable[..., Any], start: int, request: float) -> Rates:
    # One token into the tier; all of it of one kind, so that each rate comes alone.
    total = start + 1
    plain = ask(input_tokens=total, output_tokens=0)
    wordy = ask(input_tokens=total, output_tokens=1)
    thoughtful = ask(input_tokens=total, output_tokens=1, output_reasoning_tokens=1)

    def each(asked: Any) -> float:
        return (float(asked.total_price) - request) / total

    return Rates(
        each(plain),
        each(ask(input_tokens=total, cache_read_tokens=total, output_tokens=0)),
        each(ask(input_tokens=total, cache_write_tokens=total, output_tokens=0)),
        float(wordy.total_price - plain.total_price),
        float(thoughtful.total_price - plain.total_price),
    )


def _exact(ask: Callable[..., Any], usage: Usage) -> float:
    cached = min(usage.cached, usage.input)
    spoken = min(usage.input_audio, usage.input)
    counts = {
        "input_tokens": usage.input,
        "output_tokens": usage.output,
        "cache_read_tokens": cached,
        "cache_write_tokens": min(usage.cache_write, usage.input - cached),
        "input_audio_tokens": spoken,
        "output_audio_tokens": min(usage.output_audio, usage.output),
        "output_reasoning_tokens": min(usage.reasoning, usage.output),
        # How much of the cached input was audio is never reported; what does not fit into the rest must have been.
        "cache_audio_read_tokens": max(0, cached + spoken - usage.input),
    }
    return float(ask(**counts).total_price)


def _starts(price: Any) -> set[int]:
    return {tier.start for tier in getattr(price, "tiers", ())}


def _list(prices: Any) -> list[Any]:
    return prices if isinstance(prices, list) else []


def _next(now: float, period: int) -> float:
    return float((int(now) // period + 1) * period)
