"""Panels for which grafanalib has no class, or one that writes a shape that Grafana has left behind."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grafanalib.core import Panel

if TYPE_CHECKING:
    from collections.abc import Mapping


def bar_gauge(common: Mapping[str, Any], defaults: Mapping[str, Any], overrides: list[dict[str, Any]]) -> Any:
    """Grafana's `bargauge`: horizontal bars, one per series, with its last value."""
    return Panel(**common).panel_json(
        {
            "type": "bargauge",
            "fieldConfig": {"defaults": dict(defaults), "overrides": overrides},
            "options": {
                "displayMode": "basic",
                "orientation": "horizontal",
                "namePlacement": "left",
                "valueMode": "text",
                "sizing": "auto",
                "showUnfilled": False,
                "minVizWidth": 8,
                "minVizHeight": 16,
                "maxVizHeight": 40,
                "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
                "legend": {"calcs": [], "displayMode": "list", "placement": "bottom", "showLegend": False},
            },
        }
    )


def heatmap(common: Mapping[str, Any], unit: str, no_value: str) -> Any:
    """Grafana's `heatmap` of version 9 and later: Prometheus histogram buckets over time."""
    custom = {
        "hideFrom": {"legend": False, "tooltip": False, "viz": False},
        "scaleDistribution": {"type": "linear"},
    }
    return Panel(**common).panel_json(
        {
            "type": "heatmap",
            "fieldConfig": {"defaults": {"noValue": no_value, "unit": unit, "custom": custom}, "overrides": []},
            "options": {
                "calculate": False,
                "cellGap": 1,
                "cellValues": {"unit": "short", "decimals": 0},
                "color": {
                    "mode": "scheme",
                    "scheme": "Cividis",
                    "fill": "dark-orange",
                    "scale": "exponential",
                    "exponent": 0.5,
                    "steps": 64,
                    "reverse": False,
                },
                "exemplars": {"color": "rgba(255,255,255,0.8)"},
                "filterValues": {"le": 1e-9},
                "legend": {"show": True},
                "rowsFrame": {"layout": "auto"},
                "showValue": "never",
                "tooltip": {"mode": "single", "yHistogram": True, "showColorScale": True},
                "yAxis": {"axisPlacement": "left", "reverse": False, "unit": unit},
            },
        }
    )
