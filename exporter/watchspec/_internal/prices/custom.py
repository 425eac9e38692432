"""Prices and aliases that the spec itself declares."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Any, NamedTuple

from watchspec._internal.prices.tariff import Band, Rates, Tariff
from watchspec._internal.safety import log_once

if TYPE_CHECKING:
    from collections.abc import Iterable

_MILLION = 1_000_000


class CustomPrice(NamedTuple):
    """A price of one's own, in USD per million tokens, and per request.

    What is left out of the parts costs what their total costs: cached and written input as `input`,
    reasoning as `output`. Audio and images cost as much as text, and service tiers change nothing.
    """

    input: float
    output: float
    cached_input: float | None = None
    cache_write_input: float | None = None
    reasoning: float | None = None
    request: float = 0.0

    def tariff(self) -> Tariff:
        """The same, ready to price calls."""
        each = (
            self.input,
            self.input if self.cached_input is None else self.cached_input,
            self.input if self.cache_write_input is None else self.cache_write_input,
            self.output,
            self.output if self.reasoning is None else self.reasoning,
        )
        rates = Rates(*(usd / _MILLION for usd in each))
        return Tariff("custom", self.request, (Band(0, rates, rates, rates),))


class Alias(NamedTuple):
    """Another name in the price list; `provider` is None where the spec names none."""

    provider: str | None
    model: str


class Declared:
    """What the spec's models say about prices.

    Args:
        models: objects with a `name`, and optionally `provider`, `price` (the values of a `CustomPrice`) and `price_as`
            (a name).
    """

    __slots__ = ("aliases", "names", "tariffs")

    def __init__(self, models: Iterable[Any] = ()) -> None:
        self.names: set[str] = set()
        self.tariffs: dict[str, Tariff] = {}
        self.aliases: dict[str, Alias] = {}
        for model in models:
            self.names.add(model.name)
            price = getattr(model, "price", None)
            if price is not None and _is_usable(price):
                self.tariffs[model.name] = CustomPrice(*price).tariff()
            elif price is not None:
                log_once(f"price {model.name}", "the price of model %r is not usable", model.name[:120])
            alias = getattr(model, "price_as", None)
            if alias:
                self.aliases[model.name] = Alias(getattr(model, "provider", None), alias)
        self._follow_aliases()

    def _follow_aliases(self) -> None:
        """An alias of a model that has a price of its own takes that price."""
        found = {name: self.tariffs[alias.model] for name, alias in self.aliases.items() if alias.model in self.tariffs}
        self.tariffs = {**found, **self.tariffs}


def _is_usable(price: Iterable[float | None]) -> bool:
    # One NaN in a counter stays there until the process ends.
    return all(usd is None or (isfinite(usd) and usd >= 0) for usd in price)
