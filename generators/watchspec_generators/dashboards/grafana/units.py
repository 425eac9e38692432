"""Grafana's name for each unit."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.dashboards.panel import PanelUnit

UNITS: Mapping[PanelUnit, str] = {
    "ratio": "percentunit",
    "seconds": "s",
    "usd": "currencyUSD",
    "score": "none",
    "tokens/second": "suffix: tokens/s",
    "tokens/minute": "suffix: tokens/min",
    "requests/second": "reqps",
    "requests/minute": "reqpm",
    "requests": "short",
    "events": "short",
    "tokens": "short",
    "usd/hour": "suffix: $/h",
    "days": "d",
    "none": "none",
}
