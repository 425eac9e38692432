"""Declared models and their prices."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from watchspec import catalogue
from watchspec._internal.config.reading import Section
from watchspec._internal.config.values import DEFAULT_OPERATIONS, Model, Price

PRICE_KEYS: Mapping[str, str] = {
    "input": "input_usd_per_million_tokens",
    "output": "output_usd_per_million_tokens",
    "cached_input": "cached_input_usd_per_million_tokens",
    "cache_write_input": "cache_write_input_usd_per_million_tokens",
    "reasoning": "reasoning_usd_per_million_tokens",
    "request": "usd_per_request",
}
"""The key of each field of `Price`."""
_KEYS = ("name", "provider", "operations", "price_as", "price")


def models(document: Section) -> tuple[Model, ...]:
    """The models that can be used."""
    found = (_model(document, item, index) for index, item in enumerate(document.items("models")))
    return tuple(model for model in found if model is not None)


def _model(document: Section, item: Any, index: int) -> Model | None:
    place = f"models[{index}]"
    if not isinstance(item, Mapping) or not isinstance(item.get("name"), str):
        document.problems.append(f"{place} must be an object with a name")
        return None
    section = Section(place, item, document.problems)
    section.refuse_unknown(_KEYS)
    price, price_as = _price(section), section.text("price_as")
    if price is not None and price_as is not None:
        section.complain("price_as", "is not used, since price is given too")
        price_as = None
    return Model(item["name"], section.text("provider"), _operations(section), price_as, price)


def _operations(section: Section) -> tuple[str, ...]:
    named = section.strings("operations", DEFAULT_OPERATIONS)
    unknown = [name for name in named if name not in catalogue.OPERATIONS]
    if unknown:
        section.problems.append(f"{section.path('operations')}: unknown {', '.join(unknown)}")
    return tuple(name for name in named if name in catalogue.OPERATIONS)


def _price(model: Section) -> Price | None:
    if model.content.get("price") is None:
        return None
    section, earlier = model.section("price"), len(model.problems)
    section.refuse_unknown(PRICE_KEYS.values())
    for key in (PRICE_KEYS["input"], PRICE_KEYS["output"]):
        if key not in section.content:
            section.complain(key, "is missing")
    price = _filled(section)
    # A price that is wrong in part would make a wrong cost; without one the calls count as unpriced.
    return price if len(model.problems) == earlier else None


def _filled(section: Section) -> Price:
    per_input = section.number(PRICE_KEYS["input"], 0.0)
    per_output = section.number(PRICE_KEYS["output"], 0.0)
    return Price(
        per_input,
        per_output,
        section.number(PRICE_KEYS["cached_input"], per_input),
        section.number(PRICE_KEYS["cache_write_input"], per_input),
        section.number(PRICE_KEYS["reasoning"], per_output),
        section.number(PRICE_KEYS["request"], 0.0),
    )
