"""Public holidays of countries and their regions, for stated years, from the `holidays` package."""

from __future__ import annotations

import re
from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

YEARS_FORM = "a year or a run of them, such as 2026 or 2026-2028"
_YEARS = re.compile(r"([0-9]{4})(?:\s*-\s*([0-9]{4}))?")
_FIRST, _LAST, _MOST = 1990, 2100, 20


def parse_years(text: str | float) -> range:
    """The years of `2026` or `2026-2028`; ValueError when it is neither."""
    match = _YEARS.fullmatch(str(text).strip())
    if match:
        first, last = int(match[1]), int(match[2] or match[1])
        if _FIRST <= first <= last <= _LAST and last - first < _MOST:
            return range(first, last + 1)
    raise ValueError(f"`{text}` are no years; write {YEARS_FORM}")


def countries() -> Mapping[str, tuple[str, ...]]:
    """Countries by their code of two letters, each with the codes of its regions."""
    known = _package().list_supported_countries(include_aliases=False)
    return {code: tuple(regions) for code, regions in known.items() if len(code) == len("DE")}


def code_of(country: str) -> str | None:
    """The code of a country that is given by its name."""
    wanted = country.casefold().replace(" ", "_")
    found: str | None = next(
        (entry[1] for name, entry in _package().registry.COUNTRIES.items() if name == wanted), None
    )
    return found


def holidays_of(country: str, region: str | None, years: range) -> frozenset[date]:
    """The days that are free for everybody there, as the package knows them."""
    return frozenset(_package().country_holidays(country, subdiv=region, years=years))


def _package() -> Any:
    """The package, which takes longer to load than most specs take to check."""
    return import_module("holidays")
