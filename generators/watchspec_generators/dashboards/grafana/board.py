"""A board as the text of a Grafana dashboard."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from grafanalib._gen import DashboardEncoder
from grafanalib.core import Annotations, Dashboard, DashboardLink, Templating, Time, TimePicker

from watchspec_generators.dashboards.grafana.current import SCHEMA_VERSION, current
from watchspec_generators.dashboards.grafana.panels import to_panel
from watchspec_generators.dashboards.grafana.spans import refresh, span
from watchspec_generators.dashboards.grafana.targets import DATASOURCE
from watchspec_generators.dashboards.grafana.variables import datasource_variable, variable
from watchspec_generators.dashboards.grid import place

if TYPE_CHECKING:
    from watchspec_generators.dashboards.grid import Place
    from watchspec_generators.dashboards.panel import Board, Event, Link, Row

_SHARED_CROSSHAIR = 1
_GRAFANA = {"type": "grafana", "uid": "-- Grafana --"}
_MOST_EVENTS = 100


def to_json(board: Board) -> str:
    """A dashboard file in Grafana's present schema, the same for the same board; ends in a newline."""
    written = json.loads(json.dumps(_dashboard(board), cls=DashboardEncoder))
    return json.dumps(current(written), indent=2, ensure_ascii=False) + "\n"


def _dashboard(board: Board) -> Dashboard:
    places = place(board.rows)
    return Dashboard(
        uid=board.uid,
        title=board.title,
        description=board.description,
        tags=list(board.tags),
        editable=True,
        graphTooltip=_SHARED_CROSSHAIR,
        refresh=refresh(board.refresh),
        schemaVersion=SCHEMA_VERSION,
        time=Time(f"now-{span(board.range)}", "now"),
        timePicker=TimePicker(refreshIntervals=["5s", "10s", "30s", "1m", "5m", "15m", "1h"], timeOptions=[]),
        timezone="browser",
        templating=Templating(list=[*_datasources(board), *map(variable, board.variables)]),
        annotations=Annotations(list=[_event(event) for event in board.events]),
        links=[_siblings(board), *map(_link, board.links)],
        panels=[
            item
            for row in board.rows
            for item in (
                _heading(row, places[row.id]),
                *(to_panel(panel, places[panel.id], span(board.step)) for panel in row.panels),
            )
        ],
    )


def _heading(row: Row, where: Place) -> dict[str, Any]:
    return {
        "type": "row",
        "id": row.id,
        "title": row.title,
        "collapsed": False,
        "gridPos": {"h": where.height, "w": where.width, "x": where.x, "y": where.y},
        "panels": [],
    }


def _datasources(board: Board) -> list[dict[str, Any]]:
    asked = datasource_variable("prometheus", "datasource", "Data source")
    return [asked, datasource_variable("tempo", "traces", "Traces")] if board.traces else [asked]


def _siblings(board: Board) -> dict[str, Any]:
    """A menu of the service's other boards, and of any that people have given the same tags."""
    return {
        "title": "Other boards",
        "type": "dashboards",
        "tags": [board.tags[0], board.tags[-1]],
        "asDropdown": True,
        "includeVars": True,
        "keepTime": True,
        "targetBlank": False,
        "icon": "external link",
        "tooltip": "",
        "url": "",
    }


def _link(link: Link) -> DashboardLink:
    return DashboardLink(title=link.title, uri=link.url, type="link", icon="doc", targetBlank=True, keepTime=False)


def _event(event: Event) -> dict[str, Any]:
    common = {"name": event.name, "enable": True, "hide": False, "iconColor": event.colour}
    if event.tags:
        wanted = {"type": "tags", "tags": list(event.tags), "matchAny": False, "limit": _MOST_EVENTS}
        return {**common, "datasource": _GRAFANA, "target": wanted}
    return {
        **common,
        "datasource": DATASOURCE,
        "expr": event.expr,
        "titleFormat": event.title,
        "textFormat": event.text,
        "tagKeys": "severity",
        "useValueForTime": False,
    }
