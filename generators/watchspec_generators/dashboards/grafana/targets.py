"""Queries as Grafana's Prometheus targets."""

from __future__ import annotations

from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from grafanalib.core import Target

if TYPE_CHECKING:
    from watchspec_generators.dashboards.panel import PanelSpec, Series

DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}
TRACES = {"type": "tempo", "uid": "${traces}"}
_MOST_TRACES = 20


def targets(panel: PanelSpec) -> list[dict[str, Any]]:
    """The panel's queries, named A, B, C and so on; each instant or over the range, never both."""
    return [
        (_traces if series.source == "tempo" else _target)(name, series)
        for name, series in zip(ascii_uppercase, panel.series, strict=False)
    ]


def _target(name: str, series: Series) -> dict[str, Any]:
    target = Target(
        datasource=DATASOURCE,
        expr=series.expr,
        legendFormat=series.legend,
        instant=series.instant,
        format=series.form,
        refId=name,
    )
    return {
        **target.to_json_data(),
        "editorMode": "code",
        "exemplar": series.exemplars,
        "range": not series.instant,
    }


def _traces(name: str, series: Series) -> dict[str, Any]:
    return {
        "datasource": TRACES,
        "refId": name,
        "queryType": "traceql",
        "query": series.expr,
        "limit": _MOST_TRACES,
        "tableType": "traces",
    }
