"""Panels of the dashboards."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from watchspec_generators.dashboards.about import shows
from watchspec_generators.dashboards.build import boards
from watchspec_generators.dashboards.promql import PER_POINT, PER_RANGE
from watchspec_generators.graph.types import Edge, Key, Node
from watchspec_generators.links import board_page

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.dashboards import PanelSpec
    from watchspec_generators.graph.source import Source

KIND = "panel"
_SERVICE = "$service"
_WINDOW = re.compile(rf"\[({re.escape(PER_POINT)}|{re.escape(PER_RANGE)})\]")


def nodes(source: Source) -> Iterator[Node]:
    """Every panel, at the place where the spec asks for the first dashboard that has it."""
    for board, panel in _panels(source):
        said = " ".join(panel.description.partition("\n")[0].split())
        facts = (("link", board_page(source.monitoring, board, panel.id)), ("unit", panel.unit))
        yield Node(Key(KIND, panel.title), said, source.place(("dashboards", board)), facts)


def edges(source: Source) -> Iterator[Edge]:
    """What a panel's queries read, and whose alerts it is about."""
    for _, panel in _panels(source):
        own = Key(KIND, panel.title)
        for series in panel.series:
            for key in source.read_by(_asked(source, series.expr)):
                yield Edge(key, "shown in", own)
        for alert in source.monitoring.alerts:
            if shows(panel, alert):
                yield Edge(Key("alert", alert.name), "shown in", own)


def _panels(source: Source) -> Iterator[tuple[str, PanelSpec]]:
    """Each panel once, with the first board that has it."""
    seen: set[str] = set()
    for board in boards(source.monitoring):
        for panel in board.panels:
            if panel.title not in seen:
                seen.add(panel.title)
                yield board.name, panel


def _asked(source: Source, expr: str) -> str:
    """A panel's query as Grafana would send it; how long a window is does not matter here."""
    return _WINDOW.sub("[5m]", expr).replace(_SERVICE, source.monitoring.service.name)
