"""From grafanalib's old shape to Grafana's present one: dead keys and nulls out, nothing else changed."""

from __future__ import annotations

from typing import Any

SCHEMA_VERSION = 42

_DEAD_ON_BOARD = ("__inputs", "gnetId", "hideControls", "rows", "sharedCrosshair", "style")
_DEAD_ON_PICKER = ("time_options",)
_DEAD_ON_PANEL = (
    "color",
    "columns",
    "editable",
    "error",
    "fontSize",
    "height",
    "hideTimeOverride",
    "mappings",
    "minSpan",
    "span",
)
_DEAD_ON_TARGET = ("hide", "interval", "intervalFactor", "metric", "query", "step", "target")
_DEAD_IN_CUSTOM = ("displayMode",)
_NULL_IS_A_VALUE = "steps"
"""A threshold's first step starts at null, which stands for minus infinity."""


def current(dashboard: dict[str, Any]) -> dict[str, Any]:
    """A clean copy of a dashboard that grafanalib wrote."""
    board = _without(dashboard, _DEAD_ON_BOARD)
    board["timepicker"] = _without(board["timepicker"], _DEAD_ON_PICKER)
    board["panels"] = [_panel(panel) for panel in board["panels"]]
    clean: dict[str, Any] = _without_nulls(board)
    return clean


def _panel(panel: dict[str, Any]) -> dict[str, Any]:
    clean = _without(panel, _DEAD_ON_PANEL)
    if "targets" in clean:
        clean["targets"] = [
            _without(target, _DEAD_ON_TARGET) if "expr" in target else target for target in clean["targets"]
        ]
    if "fieldConfig" in clean:
        defaults = clean["fieldConfig"]["defaults"]
        defaults["custom"] = _without(defaults.get("custom", {}), _DEAD_IN_CUSTOM)
    return clean


def _without(mapping: dict[str, Any], keys: tuple[str, ...]) -> dict[str, Any]:
    return {key: value for key, value in mapping.items() if key not in keys}


def _without_nulls(value: Any) -> Any:
    if isinstance(value, list):
        return [_without_nulls(item) for item in value]
    if not isinstance(value, dict):
        return value
    return {
        key: item if key == _NULL_IS_A_VALUE else _without_nulls(item)
        for key, item in value.items()
        if item is not None
    }
