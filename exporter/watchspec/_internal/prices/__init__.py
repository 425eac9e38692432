"""What a call costs: by its gateway's word, else by the spec's own prices, else by the list of genai-prices."""

from __future__ import annotations

from watchspec._internal.prices.age import PriceData
from watchspec._internal.prices.custom import CustomPrice
from watchspec._internal.prices.gateway import body_cost, gateway_cost, reported_cost
from watchspec._internal.prices.listed import load
from watchspec._internal.prices.pricing import NoPrices, Prices
from watchspec._internal.prices.tariff import Priced

__all__ = [
    "CustomPrice",
    "NoPrices",
    "PriceData",
    "Priced",
    "Prices",
    "body_cost",
    "gateway_cost",
    "load",
    "reported_cost",
]
