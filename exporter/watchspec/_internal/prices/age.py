"""Which price list is in use, and how old it is."""

from __future__ import annotations

import sys
from datetime import date, datetime, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from watchspec._internal.prices.listed import library

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class PriceData(NamedTuple):
    """The price list in use.

    `version` is that of genai-prices, with "+updated" or "+custom" if the host has installed a newer list.
    `timestamp` (unix seconds) says how fresh the list is at least. Nothing in genai-prices says when it was
    made. What it has is the day from which each price holds, so it is the newest of these days: the list
    knows of everything that changed until then, and perhaps of later changes. Prices that were announced
    for a time after the installation don't count, or a list would seem to grow younger by itself. For a
    list that the host has installed it is the time that the list itself gives.
    """

    version: str
    timestamp: float


def price_data(now: float) -> PriceData | None:
    """The list in use at a time (unix seconds); None if genai-prices is missing. Takes 1 ms."""
    module = library()
    if module is None:
        return None
    from genai_prices import __version__  # noqa: PLC0415 - optional, and takes 0.2 s to load

    snapshot = module.get_snapshot()
    bundled = sys.modules.get("genai_prices.data")
    # The bundled list claims to be as old as the process, also where the host has wrapped it.
    if bundled is None or snapshot.providers is not bundled.providers:
        made = "updated" if snapshot.from_auto_update else "custom"
        return PriceData(f"{__version__}+{made}", snapshot.timestamp.timestamp())
    installed = _installed(module)
    newest = newest_price(snapshot.providers, min(now, installed)) or newest_price(snapshot.providers, now)
    return PriceData(__version__, newest or installed)


def newest_price(providers: Iterable[Any], until: float) -> float | None:
    """Latest day (unix seconds of its midnight, UTC) not after `until` on which a price of the list began to hold."""
    last = datetime.fromtimestamp(until, timezone.utc).date()
    newest = max((day for day in _days(providers) if day <= last), default=None)
    return None if newest is None else datetime(newest.year, newest.month, newest.day, tzinfo=timezone.utc).timestamp()


def _days(providers: Iterable[Any]) -> Iterator[date]:
    for provider in providers:
        for model in provider.models:
            prices = model.prices if isinstance(model.prices, list) else ()
            for price in (*prices, *(model.price_variants or ())):
                day = getattr(price.constraint, "start_date", None)
                if day is not None:
                    yield day


def _installed(module: Any) -> float:
    """When the package was installed; an image built for equal bytes may say 1980, which then rules nothing out."""
    try:
        return Path(module.__file__).stat().st_mtime
    except (OSError, TypeError):
        return float("inf")
