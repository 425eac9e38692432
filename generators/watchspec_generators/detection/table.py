"""The table of all alerts: how long after trouble begins each fires; committed, so that a change shows."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import yaml

from watchspec_generators.alertmanager.route_cases import route_cases
from watchspec_generators.detection.kinds import troubles
from watchspec_generators.detection.trouble import fires_after
from watchspec_generators.model.promises import said, within
from watchspec_generators.spec.delivery import deliveries
from watchspec_generators.values import Duration
from watchspec_generators.yaml_text import from_yaml, to_yaml

if TYPE_CHECKING:
    from watchspec_generators.detection.trouble import Measure
    from watchspec_generators.model import Monitoring

MEASURES: Mapping[Measure, str] = {
    "share": "this share of what is judged is bad; 2x: twice the share that may be",
    "threshold": "this many times the threshold",
    "pace": "spend of this many budgets a period",
    "absence": "no telemetry any more",
}
"""What trouble is called by."""
Times = Mapping[tuple[str, str], Duration | None]
"""How soon alerts fire, by alert and trouble; None: never."""


@dataclass(frozen=True, slots=True)
class Row:
    """An alert, and how soon it fires: by how bad the trouble is; None: never."""

    alert: str
    times: Mapping[str, Duration | None]
    measure: Measure | None
    """None where nothing is known of trouble."""
    wait: Duration
    """From then on until the first receiver is told, if nothing holds it back."""


def table_path(service: str) -> str:
    """Where the table is."""
    return f"rules/{service}.detection.yml"


def rows(monitoring: Monitoring) -> tuple[Row, ...]:
    """Every alert of the spec, in its order."""
    waits: dict[str, Duration] = {}
    for case in route_cases(monitoring):
        first = min(stop.group_wait for stop in deliveries(monitoring.routing, case.labels))
        waits[case.alert] = max(waits.get(case.alert, first), first)
    found = {alert.name: troubles(monitoring, alert) for alert in monitoring.alerts}
    return tuple(
        Row(
            name,
            {each.name: _duration(fires_after(each, each.grid)) for each in of_alert},
            of_alert[0].measure if of_alert else None,
            waits[name],
        )
        for name, of_alert in found.items()
    )


def _duration(milliseconds: int | None) -> Duration | None:
    return None if milliseconds is None else Duration(milliseconds)


def table(monitoring: Monitoring) -> str:
    """The file."""
    return to_yaml({"service": monitoring.service.name, "alerts": {row.alert: _shown(row) for row in rows(monitoring)}})


def _shown(row: Row) -> Mapping[str, Any]:
    if row.measure is None:
        return {"trouble": "nothing is known of it"}
    times = {name: said(time) for name, time in row.times.items()}
    return {"trouble": MEASURES[row.measure], "fires_after": times, "group_wait": str(row.wait)}


def read_table(text: str) -> Times:
    """The times of a table, by alert and trouble; what can't be read as such is left out."""
    try:
        content = from_yaml(text)
    except yaml.YAMLError:
        return {}
    alerts = content.get("alerts") if isinstance(content, dict) else None
    found: dict[tuple[str, str], Duration | None] = {}
    for alert, row in alerts.items() if isinstance(alerts, dict) else ():
        times = row.get("fires_after") if isinstance(row, dict) else None
        for trouble, time in times.items() if isinstance(times, dict) else ():
            with suppress(ValueError):
                found[str(alert), str(trouble)] = within(time)
    return found
