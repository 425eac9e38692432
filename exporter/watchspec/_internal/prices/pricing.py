"""Prices with a memory, so that a call costs a look-up and a few multiplications."""

from __future__ import annotations

from time import time
from typing import TYPE_CHECKING, Any, Literal

from watchspec._internal.prices.age import price_data
from watchspec._internal.prices.custom import Declared
from watchspec._internal.prices.listed import MAX_NAME, find, library, price_of_seconds, resolve, snapshot_in_use
from watchspec._internal.prices.tariff import Priced, Tariff
from watchspec._internal.safety import log_once

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from watchspec._internal.prices.age import PriceData
    from watchspec._internal.usage import Usage

    Key = tuple[str, str, str | None, str | None]

MAX_CACHED = 4_096
MAX_WARNINGS = 200
MAX_QUOTED = 120
_DAY = 86_400
_MINUTE = 60


class NoPrices:
    """Prices are switched off: nothing is priced, and no model is held against anybody."""

    epoch = 0

    def refresh(self) -> None:
        """There is nothing to forget."""

    def tariff(self, *_: object) -> Tariff | None:
        """None: unpriced."""
        return None

    def cost(self, *_: object) -> Priced | None:
        """None: unpriced."""
        return None

    def reported(self, *_: object) -> Priced | None:
        """None: not even a gateway's word is counted."""
        return None

    def of_seconds(self, *_: object) -> Priced | None:
        """None: unpriced."""
        return None

    def knows(self, *_: object) -> bool:
        """True."""
        return True

    def data(self) -> PriceData | None:
        """None: there is no list."""
        return None


class Prices:
    """Prices of the spec and of the list; answers None, and warns once, for a model that has none.

    Args:
        custom: the spec's models, as `custom.Declared` takes them.
        clock: unix seconds.

    Rates are asked for once a day (UTC), once a minute where the price depends on the hour, and anew
    when the host installs another list. `cost` and `reported` take turns; `knows` may be called by any thread.
    """

    def __init__(self, custom: Iterable[Any] = (), clock: Callable[[], float] = time) -> None:
        self._declared = Declared(custom)
        self._clock = clock
        self._tariffs: dict[Key, Tariff | Literal[False]] = {}
        self._hourly: set[Key] = set()
        self._known: dict[tuple[str, str], bool] = {}
        self._warned: set[tuple[str, str]] = set()
        self._data: PriceData | None = None
        self._snapshot: Any = None
        self.epoch = 0
        """Changes whenever a tariff may have changed."""
        self._day = 0.0
        self._until = 0.0

    def cost(
        self, provider: str, requested: str, answered: str | None, tier: str | None, usage: Usage
    ) -> Priced | None:
        """Price of one call; None if no price is known.

        A price in the spec comes first, of the requested model, then of the answered one; then what the spec
        says the model is to be priced as; then the list's price of the answered model, else of the requested one.
        """
        tariff = self.tariff(provider, requested, answered, tier)
        return None if tariff is None else tariff.price(usage)

    def reported(
        self, usd: float, provider: str, requested: str, answered: str | None, tier: str | None, usage: Usage | None
    ) -> Priced:
        """Price of a call whose cost a gateway has told; the spec's or the list's rates say what its cache saved.

        An answer that cost nothing came from the gateway's own cache: no provider's cache saved anything then.
        """
        if not usd or usage is None or not usage.cached:
            return Priced(usd, "gateway", 0.0)
        tariff = self._tariff((provider, requested, answered, tier))
        return Priced(usd, "gateway", 0.0 if tariff is None else tariff.price(usage).savings_usd)

    def knows(self, provider: str, model: str) -> bool:
        """Whether the spec or the list has this model; True for every model if there is no list to ask."""
        key = (provider, model)
        known = self._known.get(key)
        if known is None:
            known = model in self._declared.names or self._lists(provider, model)
            _keep(self._known, key, known)
        return known

    def _lists(self, provider: str, model: str) -> bool:
        try:
            return find(provider, model) is not None or library() is None
        except Exception:  # noqa: BLE001 - asked while the host waits; with a list that is not as it was, all are alike
            return True

    def data(self) -> PriceData | None:
        """Version and age of the list in use; None if there is none."""
        now = self._clock()
        if now >= self._until:
            self._forget(now)
        if self._data is None:
            self._data = price_data(now)
        return self._data

    def refresh(self) -> None:
        """Forgets what is no longer valid; called now and then, so that `epoch` tells who remembers a tariff."""
        now = self._clock()
        if now >= self._until:
            self._forget(now)

    def tariff(self, provider: str, requested: str, answered: str | None, tier: str | None) -> Tariff | None:
        """How calls of this kind are priced for as long as `epoch` stays; None, and one warning, if they are not."""
        found = self._tariff((provider, requested, answered, tier))
        if found is None:
            self._warn(provider, requested)
        return found

    def _tariff(self, key: Key) -> Tariff | None:
        now = self._clock()
        if now >= self._until:
            self._forget(now)
        found = self._tariffs.get(key)
        if found is None:
            found = self._resolve(*key, now) or False
            _keep(self._tariffs, key, found)
            if found and found.hourly:
                self._hourly.add(key)
        return found or None

    def of_seconds(self, seconds: float, provider: str, requested: str, answered: str | None) -> Priced | None:
        """Price of a call that is charged by the time that its audio takes; None, and one warning, if there is none."""
        for home, name in self._asked(provider, requested, answered):
            usd = price_of_seconds(home, name, seconds, self._clock())
            if usd is not None:
                return Priced(usd, "list", 0.0)
        self._warn(provider, requested)
        return None

    def _forget(self, now: float) -> None:
        """Forgets the rates that may have changed, and looks again in a minute."""
        self._until = now // _MINUTE * _MINUTE + _MINUTE
        self.epoch += 1
        day, snapshot = now // _DAY, snapshot_in_use()
        if day != self._day or snapshot is not self._snapshot:
            self._day, self._snapshot, self._data = day, snapshot, None
            self._tariffs.clear()
            self._known.clear()
        for key in self._hourly:
            self._tariffs.pop(key, None)
        self._hourly.clear()

    def _resolve(
        self, provider: str, requested: str, answered: str | None, tier: str | None, now: float
    ) -> Tariff | None:
        for name in (requested, answered or requested):
            if name in self._declared.tariffs:
                return self._declared.tariffs[name]
        for home, name in self._asked(provider, requested, answered):
            tariff = resolve(home, name, tier, now)
            if tariff is not None:
                return tariff
        return None

    def _asked(self, provider: str, requested: str, answered: str | None) -> list[tuple[str | None, str]]:
        """What the list is asked for, one after the other."""
        names = dict.fromkeys((requested, answered or requested))
        asked: list[tuple[str | None, str]] = []
        for name in names:
            alias = self._declared.aliases.get(name)
            if alias is not None:
                asked += [(alias.provider or provider, alias.model), (None, alias.model)]
        return asked + [(provider, name) for name in reversed(names)]

    def _warn(self, provider: str, requested: str) -> None:
        warned = (provider, requested[:MAX_QUOTED])
        if warned in self._warned or len(self._warned) >= MAX_WARNINGS:
            return
        self._warned.add(warned)
        log_once(
            f"unpriced {warned}",
            "no price for model %r of %s; its calls count as unpriced",
            requested[:MAX_QUOTED],
            provider[:MAX_QUOTED],
        )


def _keep(memory: dict[Any, Any], key: tuple[str | None, ...], value: object) -> None:
    """Remembers a value, within bounds in number and size."""
    if any(part is not None and len(part) > MAX_NAME for part in key):
        return
    if len(memory) >= MAX_CACHED:
        memory.clear()
    memory[key] = value
