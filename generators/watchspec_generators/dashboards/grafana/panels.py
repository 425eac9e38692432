"""One grafanalib panel for each kind of panel."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grafanalib.core import GridPos, Stat, Table, TableSortByField, TimeSeries

from watchspec_generators.dashboards.grafana.modern import bar_gauge, heatmap
from watchspec_generators.dashboards.grafana.spans import span
from watchspec_generators.dashboards.grafana.targets import DATASOURCE, TRACES, targets
from watchspec_generators.dashboards.grafana.thresholds import steps
from watchspec_generators.dashboards.grafana.units import UNITS
from watchspec_generators.dashboards.palette import BLUE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from watchspec_generators.dashboards.grid import Place
    from watchspec_generators.dashboards.panel import Kind, PanelSpec

_MOST_POINTS = 1000


def to_panel(panel: PanelSpec, place: Place, step: str) -> Any:
    """The grafanalib object of `panel`; `step` is the least distance between its points."""
    return _BUILDERS[panel.kind](panel, _common(panel, place, step))


def _common(panel: PanelSpec, place: Place, step: str) -> dict[str, Any]:
    return {
        "id": panel.id,
        "title": panel.title,
        "description": panel.description,
        "dataSource": TRACES if any(series.source == "tempo" for series in panel.series) else DATASOURCE,
        "gridPos": GridPos(h=place.height, w=place.width, x=place.x, y=place.y),
        "interval": span(panel.step) if panel.step else step,
        "links": [{"title": link.title, "url": link.url, "targetBlank": True} for link in panel.links],
        "maxDataPoints": _MOST_POINTS,
        "targets": targets(panel),
        "timeFrom": span(panel.back) if panel.back else None,
    }


def _stat(panel: PanelSpec, common: Mapping[str, Any]) -> Any:
    return Stat(
        **common,
        thresholds=steps(panel.limits),
        color={"mode": "thresholds"} if panel.limits else {"mode": "fixed", "fixedColor": BLUE},
        decimals=panel.decimals,
        format=UNITS[panel.unit],
        noValue=panel.no_data,
        reduceCalc="lastNotNull",
        textMode="value",
        extraJson={"options": {"wideLayout": True, "showPercentChange": False}},
    )


def _lines(panel: PanelSpec, common: Mapping[str, Any]) -> Any:
    stacked, columns = panel.kind == "areas", panel.kind == "columns"
    return TimeSeries(
        **common,
        thresholds=steps(panel.limits),
        thresholdsStyleMode="dashed" if panel.limits else "off",
        unit=UNITS[panel.unit],
        colorMode="palette-classic-by-name",
        drawStyle="bars" if columns else "line",
        fillOpacity=40 if stacked else 80 if columns else 0,
        stacking={"mode": "normal" if stacked else "none", "group": "A"},
        lineWidth=2,
        showPoints="auto",
        spanNulls=False,
        legendDisplayMode="table",
        legendPlacement="bottom",
        legendCalcs=["mean", "max", "lastNotNull"],
        tooltipMode="multi",
        tooltipSort="desc",
        overrides=_colour_overrides(panel),
        extraJson={
            "options": {"legend": {"showLegend": True, "sortBy": "Last *", "sortDesc": True}},
            "fieldConfig": {
                "defaults": {
                    "decimals": panel.decimals,
                    "noValue": panel.no_data,
                    "min": panel.minimum,
                    "max": panel.maximum,
                    # So that a line is in sight while all is well.
                    "custom": {"axisSoftMax": _highest(panel)},
                }
            },
        },
    )


def _bars(panel: PanelSpec, common: Mapping[str, Any]) -> Any:
    defaults = {
        "unit": UNITS[panel.unit],
        "decimals": panel.decimals,
        "noValue": panel.no_data,
        "min": 0,
        "color": {"mode": "fixed", "fixedColor": BLUE},
        "thresholds": {"mode": "absolute", "steps": steps(())},
    }
    return bar_gauge(common, defaults, _colour_overrides(panel))


def _heatmap(panel: PanelSpec, common: Mapping[str, Any]) -> Any:
    return heatmap(common, UNITS[panel.unit], panel.no_data)


def _table(panel: PanelSpec, common: Mapping[str, Any]) -> Any:
    by_value = next((column.heading for column in panel.columns if column.unit), "")
    return Table(
        **common,
        thresholds=steps(panel.limits),
        unit=UNITS[panel.unit],
        sortBy=[TableSortByField(displayName=by_value, desc=True)],
        overrides=[_override(column.heading, "unit", UNITS[column.unit]) for column in panel.columns if column.unit],
        transformations=[
            {"id": "merge", "options": {}},
            {
                "id": "organize",
                "options": {
                    "excludeByName": {"Time": True},
                    "indexByName": {column.field: index for index, column in enumerate(panel.columns)},
                    "renameByName": {column.field: column.heading for column in panel.columns},
                },
            },
        ],
        extraJson={
            "fieldConfig": {
                "defaults": {
                    "noValue": panel.no_data,
                    "custom": {"cellOptions": {"type": "auto"}, "inspect": False},
                }
            },
            "options": {"cellHeight": "sm"},
        },
    )


def _highest(panel: PanelSpec) -> float | None:
    return max((limit.value for limit in panel.limits), default=None)


def _colour_overrides(panel: PanelSpec) -> list[dict[str, Any]]:
    return [_override(name, "color", {"mode": "fixed", "fixedColor": colour}) for name, colour in panel.colours.items()]


def _override(name: str, key: str, value: Any) -> dict[str, Any]:
    return {"matcher": {"id": "byName", "options": name}, "properties": [{"id": key, "value": value}]}


_BUILDERS: Mapping[Kind, Callable[[PanelSpec, Mapping[str, Any]], Any]] = {
    "stat": _stat,
    "lines": _lines,
    "areas": _lines,
    "columns": _lines,
    "bars": _bars,
    "heatmap": _heatmap,
    "table": _table,
}
