"""The choices at the top of a dashboard."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Literal

from watchspec_generators.dashboards.grafana.targets import DATASOURCE

if TYPE_CHECKING:
    from watchspec_generators.dashboards.panel import Variable

_ON_TIME_RANGE_CHANGE = 2
_SORT_ALPHABETICALLY = 1
_SHOWN = 0


def datasource_variable(kind: Literal["prometheus", "tempo"], name: str, label: str) -> dict[str, Any]:
    """Which Prometheus or Tempo is asked."""
    return {
        "type": "datasource",
        "name": name,
        "label": label,
        "query": kind,
        "current": {"selected": True, "text": kind.capitalize(), "value": kind},
        "hide": _SHOWN,
        "includeAll": False,
        "multi": False,
        "options": [],
        "refresh": 1,
        "regex": "",
        "skipUrlSync": False,
    }


def variable(of: Variable) -> dict[str, Any]:
    """A choice among fixed values, or among a label's values with "All" chosen at first."""
    return _fixed(of) if of.values else _queried(of)


def _fixed(of: Variable) -> dict[str, Any]:
    options = [{"selected": index == 0, "text": value, "value": value} for index, value in enumerate(of.values)]
    return {
        "type": "custom",
        "name": of.name,
        "label": of.label,
        "query": ",".join(of.values),
        "current": options[0],
        "options": options,
        "hide": _SHOWN,
        "includeAll": False,
        "multi": False,
        "skipUrlSync": False,
    }


def _queried(of: Variable) -> dict[str, Any]:
    definition = f"label_values({of.query}, {of.of or of.name})"
    return {
        "type": "query",
        "name": of.name,
        "label": of.label,
        "datasource": DATASOURCE,
        "definition": definition,
        "query": {"qryType": 1, "query": definition, "refId": "PrometheusVariableQueryEditor-VariableQuery"},
        "current": {"selected": True, "text": ["All"], "value": ["$__all"]},
        "options": [],
        "hide": _SHOWN,
        "includeAll": True,
        # The empty value too: a label that is missing must not hide a call.
        "allValue": ".*",
        "multi": True,
        "refresh": _ON_TIME_RANGE_CHANGE,
        "regex": "",
        "skipUrlSync": False,
        "sort": _SORT_ALPHABETICALLY,
    }
