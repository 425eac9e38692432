"""Queries as Grafana's Prometheus targets."""

from __future__ import annotations

from string import ascii_uppercase
from typing import TYPE_CHECKING, Any

from grafanalib.core import Target

if TYPE_CHECKING:
    from watchspec_generators.dashboards.panel import PanelSpec, Series

DATASOURCE = {"type": "prometheus", "uid": "${datasource}"}


def targets(panel: PanelSpec) -> list[dict[str, Any]]:
    """The panel's queries, named A, B, C and so on; each instant or over the range, never both."""
    return [_target(name, series) for name, series in zip(ascii_uppercase, panel.series, strict=False)]


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
