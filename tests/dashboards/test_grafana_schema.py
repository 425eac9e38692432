"""Dashboards against Grafana's own types: what Grafana does not know, it silently drops."""

from __future__ import annotations

import json
import warnings
from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.dashboards import boards
from watchspec_generators.dashboards.grafana import to_json

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.dashboards import Board
    from watchspec_generators.model import Monitoring

with warnings.catch_warnings():
    # The package warns on import that its classes of this schema will be replaced.
    warnings.simplefilter("ignore", DeprecationWarning)
    from grafana_foundation_sdk.cog.encoder import JSONEncoder
    from grafana_foundation_sdk.cog.plugins import register_default_plugins
    from grafana_foundation_sdk.models import units
    from grafana_foundation_sdk.models.dashboard import Dashboard

    register_default_plugins()


def lost(ours: Any, theirs: Any, path: str = "") -> Iterator[str]:
    """Paths that `ours` has and `theirs` lacks or has otherwise."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key, value in ours.items():
            if key in theirs:
                yield from lost(value, theirs[key], f"{path}.{key}")
            else:
                yield f"{path}.{key}"
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for index, (one, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from lost(one, other, f"{path}[{index}]")
    elif ours != theirs:
        yield f"{path}: {ours!r} became {theirs!r}"


def round_trip(dashboard: dict[str, Any]) -> Any:
    """What Grafana's types make of it."""
    return json.loads(JSONEncoder().encode(Dashboard.from_json(dashboard)))


def test_grafana_knows_every_key(written: dict[str, Any]) -> None:
    """Nothing that we write is lost in Grafana's own types."""
    assert list(lost(written, round_trip(written))) == []


@pytest.mark.parametrize("kind", ["stat", "timeseries", "bargauge", "heatmap", "table"])
def test_an_unknown_key_would_be_found(shipped: Monitoring, kind: str) -> None:
    """The test above sees into the options and the field configuration of each kind of panel."""
    spoilt = json.loads(to_json(boards(shipped)[0]))
    index, panel = next((index, panel) for index, panel in enumerate(spoilt["panels"]) if panel["type"] == kind)
    panel["options"]["colour"] = panel["fieldConfig"]["defaults"]["colour"] = panel["targets"][0]["colour"] = "red"
    places = ("targets[0]", "options", "fieldConfig.defaults")
    assert sorted(lost(spoilt, round_trip(spoilt))) == sorted(f".panels[{index}].{place}.colour" for place in places)


def test_current_schema_without_legacy(written: dict[str, Any]) -> None:
    """Schema version, data sources as objects, and nothing that is null but a threshold's open end."""
    assert written["schemaVersion"] == 42
    assert {"rows", "__inputs", "gnetId", "style", "hideControls"} & written.keys() == set()
    for panel in written["panels"]:
        for holder in (panel, *panel.get("targets", ())):
            if panel["type"] != "row":
                tempo = panel["title"] == "Which single calls were the slowest?"
                kind, variable = ("tempo", "traces") if tempo else ("prometheus", "datasource")
                assert holder["datasource"] == {"type": kind, "uid": f"${{{variable}}}"}
    assert [path for path in nulls(written) if not path.endswith(".steps[0].value")] == []


def test_units_are_grafanas(written: dict[str, Any]) -> None:
    """Each panel has a unit, one that Grafana lists or a suffix of our own."""
    known = {value for value in vars(units).values() if isinstance(value, str)}
    used = {
        panel["title"]: panel["fieldConfig"]["defaults"]["unit"]
        for panel in written["panels"]
        if panel["type"] != "row"
    }
    assert {title: unit for title, unit in used.items() if unit not in known and not unit.startswith("suffix:")} == {}


def test_the_same_board_gives_the_same_bytes(board: Board) -> None:
    """Committed files change only when the spec does."""
    assert to_json(board) == to_json(board)
    assert to_json(board).endswith("}\n")


def nulls(value: Any, path: str = "") -> Iterator[str]:
    """Paths of nulls."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield from nulls(item, f"{path}.{key}")
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from nulls(item, f"{path}[{index}]")
    elif value is None:
        yield path
