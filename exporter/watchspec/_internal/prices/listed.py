"""The price list of genai-prices, asked once for each provider, model and service tier.

Its network updater is never started; a list that the host itself has installed is used.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from datetime import datetime, timezone
from time import time
from typing import TYPE_CHECKING, Any

from watchspec._internal.prices.tariff import Band, Rates, Tariff
from watchspec._internal.safety import log_once

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

MAX_NAME = 200
"""Longer names of models are not looked up."""

_MODALITIES = ("text", "audio", "image")
_FREE = ":free"
_NO_TIER = frozenset({"", "auto", "default", "standard"})


class _Search:
    """Whether the list was looked for in vain; a failed import is not tried again at each scrape.

    A fork in the middle of an import, by another thread, may leave the child waiting for its lock.
    """

    is_vain = False


search = _Search()


def library() -> Any:
    """The module genai_prices.data_snapshot; None, and one log entry, where it is missing or broken."""
    if search.is_vain:
        return None
    try:
        from genai_prices import data_snapshot  # noqa: PLC0415 - optional, and takes 0.2 s to load
    except Exception as error:  # noqa: BLE001 - whatever a broken installation raises, the host goes on
        search.is_vain = True
        log_once(
            "genai-prices",
            "genai-prices is not usable (%s); calls without a price of their own count as unpriced",
            type(error).__name__,
        )
        return None
    return data_snapshot


def snapshot_in_use() -> Any:
    """The list itself, of genai-prices or of the host; None as long as nothing has loaded it."""
    module = sys.modules.get("genai_prices.data_snapshot")
    return None if module is None else module.get_snapshot()


def load() -> None:
    """Loads the list (0.2 s, 30 MB), so that the first call's event loop need not; never raises.

    Looks for it once more where it was missing before.
    """
    search.is_vain = False
    with suppress(Exception):  # the first call will say so
        resolve("openai", "gpt-4o", None, time())


def find(provider: str | None, model: str) -> tuple[Any, Any] | None:
    """Provider and model as the list has them; None if it has not, or there is no list.

    Args:
        provider: id in the list, or a name that it maps to one; None finds it by the model, which
            then is `provider/model` or a name that belongs to one maker.
        model: as requested or answered; the list knows dates and other suffixes.

    The list's own search is not used: it remembers every name that it was ever asked for.
    """
    module = library()
    if module is None or len(model) > MAX_NAME:
        return None
    providers = module.get_snapshot().providers
    if provider is None or provider.lower() == "litellm":
        home, model = _home(module, providers, model)
    else:
        home = module.find_provider_by_id(providers, provider)
    found = None if home is None else home.find_model(model, all_providers=providers)
    return None if found is None else (home, found)


def _home(module: Any, providers: Any, model: str) -> tuple[Any, str]:
    model = model.lower()
    maker, _, rest = model.partition("/")
    home = module.find_provider_by_id(providers, maker) if rest else None
    if home is not None:
        return home, rest
    for each in providers:
        if each.model_match is not None and each.model_match.is_match(model):
            return each, model
    return None, model


def context_of(tier: str | None) -> Mapping[str, str] | None:
    """What the list calls a response's service tier; None for the plain price, which it also gives for unknown ones."""
    tier = (tier or "").lower()
    if tier in _NO_TIER:
        return None
    return {"processing": "batch"} if tier == "batch" else {"service_tier": tier}


def resolve(provider: str | None, model: str, tier: str | None, now: float) -> Tariff | None:
    """Rates of one model at a time (unix seconds); None if the list has no price by the token or request for it."""
    found = find(provider, model)
    if found is None:
        return None
    home, info = found
    from genai_prices import Usage  # noqa: PLC0415 - as above

    at = datetime.fromtimestamp(now, timezone.utc)
    context = context_of(tier)

    def ask(**counts: int) -> Any:
        return info.calc_price(Usage(**counts), home, genai_request_timestamp=at, price_context=context)

    try:
        return _tariff(ask, info)
    except (LookupError, ValueError) as error:
        log_once(f"price {info.id}", "the price list's entry %r is not usable (%s)", info.id, type(error).__name__)
        return None


def price_of_seconds(provider: str | None, model: str, seconds: float, now: float) -> float | None:
    """USD for so many seconds of audio; None if the list has no price by the hour for the model."""
    found = find(provider, model)
    if found is None:
        return None
    home, info = found
    from genai_prices import Usage  # noqa: PLC0415 - as above

    at = datetime.fromtimestamp(now, timezone.utc)
    # Some charge for a least number of seconds, so there is no rate to be remembered.
    usage = Usage(audio_seconds=seconds, input_audio_seconds=seconds)
    try:
        priced = info.calc_price(usage, home, genai_request_timestamp=at)
    except (LookupError, ValueError) as error:
        log_once(f"price {info.id}", "the price list's entry %r is not usable (%s)", info.id, type(error).__name__)
        return None
    by_hour = (vars(priced.model_price).get(key) for key in ("audio_hours", "input_audio_hours"))
    return None if all(price is None for price in by_hour) else float(priced.total_price)


def _tariff(ask: Callable[..., Any], info: Any) -> Tariff | None:
    nothing = ask(input_tokens=0, output_tokens=0)
    prices = {key: price for key, price in vars(nothing.model_price).items() if price is not None}
    # An entry without any price is no offer for free: most such models are merely no longer sold.
    if not info.id.endswith(_FREE) and not any(key.endswith("_mtok") or key == "requests_kcount" for key in prices):
        return None
    request = nothing.total_price
    starts = sorted({0}.union(*({tier.start for tier in getattr(price, "tiers", ())} for price in prices.values())))
    bands = tuple(_band(ask, start, request, prices) for start in starts)
    return Tariff("list", float(request), bands, hourly=_is_hourly(info))


def _band(ask: Callable[..., Any], above: int, request: Any, prices: Mapping[str, Any]) -> Band:
    text = _rates(ask, above, request, "text")
    own = (
        _rates(ask, above, request, modality) if any(f"_{modality}_" in key for key in prices) else text
        for modality in _MODALITIES[1:]
    )
    return Band(above, text, *own)


def _rates(ask: Callable[..., Any], above: int, request: Any, modality: str) -> Rates:
    # One token into the band; all of it of one kind, so that each rate comes alone.
    total = above + 1
    base = {"input_tokens": total, f"input_{modality}_tokens": total, "output_tokens": 0}
    made = {**base, "output_tokens": 1, f"output_{modality}_tokens": 1}

    def price(counts: Mapping[str, int], **more: int) -> Any:
        return ask(**counts, **more).total_price

    plain = price(base)
    read = price(base, cache_read_tokens=total, **{f"cache_{modality}_read_tokens": total})
    wrote = price(base, cache_write_tokens=total, **{f"cache_{modality}_write_tokens": total})
    thought = price(made, output_reasoning_tokens=1, **{f"output_{modality}_reasoning_tokens": 1})
    return Rates(
        input=float((plain - request) / total),
        cached=float((read - request) / total),
        cache_write=float((wrote - request) / total),
        output=float(price(made) - plain),
        reasoning=float(thought - plain),
    )


def _is_hourly(info: Any) -> bool:
    prices = info.prices if isinstance(info.prices, list) else ()
    return any(hasattr(price.constraint, "start_time") for price in (*prices, *(info.price_variants or ())))
