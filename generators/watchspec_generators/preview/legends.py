"""Legends of charts: a list of names, or a table with calculations."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.preview.model import Legend, LegendRow
from watchspec_generators.preview.reducing import reduced, title

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watchspec_generators.preview.fields import Drawn
    from watchspec_generators.preview.reading import Panel


def legend(panel: Panel, series: Sequence[Drawn]) -> Legend | None:
    """The legend of `series` in their order, as the panel asks for it; rows keep the order of the series."""
    options = panel.options.get("legend", {})
    if not options.get("showLegend", True) or options.get("displayMode") == "hidden":
        return None
    calculations = tuple(options.get("calcs", []))
    rows = tuple(
        LegendRow(
            one.name, one.colour, tuple(one.settings.text(reduced(calc, one.field.values)) for calc in calculations)
        )
        for one in series
        if not (one.settings.custom.get("hideFrom") or {}).get("legend")
    )
    return Legend(tuple(map(title, calculations)), rows, options.get("placement") == "right")


def ordered(panel: Panel, series: Sequence[Drawn]) -> tuple[Drawn, ...]:
    """`series` in the order that the legend asks for."""
    options = panel.options.get("legend", {})
    by, descending = options.get("sortBy"), bool(options.get("sortDesc"))
    if by == "Name":
        return tuple(sorted(series, key=lambda one: one.name, reverse=descending))
    calculation = next((calc for calc in options.get("calcs", []) if title(calc) == by), None)
    if calculation is None:
        return tuple(series)
    return tuple(sorted(series, key=lambda one: reduced(calculation, one.field.values) or 0.0, reverse=descending))
