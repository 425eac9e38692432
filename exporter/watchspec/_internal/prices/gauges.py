"""Version and age of the price list as metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec._internal.collectors import Wrapper
    from watchspec._internal.prices.age import PriceData
    from watchspec._internal.prices.pricing import NoPrices, Prices
    from watchspec._internal.tally import Tally


class PriceGauges:
    """Says at each scrape which price list is in use; nothing where there is none."""

    def __init__(self, metrics: Mapping[catalogue.Metric, Wrapper], prices: Prices | NoPrices) -> None:
        self._metrics = metrics
        self._prices = prices
        self._told: PriceData | None = None
        self._tell()

    def idle(self, tally: Tally, *, scrape: bool = False) -> None:  # noqa: ARG002 - the signature of Housekeeper.idle
        """Follows a list that the host has exchanged."""
        self._prices.refresh()
        if scrape:
            self._tell()

    def _tell(self) -> None:
        data = self._prices.data()
        if data is None or data == self._told:
            return
        info = self._metrics[catalogue.PRICE_DATA_INFO]
        if self._told is not None and self._told.version != data.version:
            info.labels(self._told.version).set(0)  # type: ignore[union-attr]  # a Gauge by its kind
        info.labels(data.version).set(1)  # type: ignore[union-attr]  # as above
        self._metrics[catalogue.PRICE_DATA_TIMESTAMP].set(data.timestamp)  # type: ignore[union-attr]  # as above
        self._told = data
