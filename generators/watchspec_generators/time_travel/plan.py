"""A week of all alerts: those that go the same way at all hours share a row."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from watchspec_generators.time_travel.arrivals import arrival
from watchspec_generators.time_travel.week import week

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from watchspec_generators.model import Monitoring
    from watchspec_generators.simulator import Config
    from watchspec_generators.time_travel.week import Day

_SEVERITIES = ("critical", "warning", "info", "none")


@dataclass(frozen=True, slots=True)
class Row:
    """Alerts of one severity whose weeks are the same."""

    severity: str
    alerts: tuple[str, ...]
    days: tuple[Day, ...]

    @property
    def receivers(self) -> tuple[str, ...]:
        """Who is told, at any time."""
        return tuple(receiver for receiver, _ in self.days[0].cells[0].told)


@dataclass(frozen=True, slots=True)
class Plan:
    """All alerts of a spec over a week."""

    service: str
    monday: date
    zone: ZoneInfo
    rows: tuple[Row, ...]

    @property
    def title(self) -> str:
        """The week, as in ISO 8601."""
        year, number, _ = self.monday.isocalendar()
        return f"{self.service}, week {number} of {year} ({self.zone.key})"

    @property
    def receivers(self) -> tuple[str, ...]:
        """Everyone who is told of anything, in order."""
        return tuple(dict.fromkeys(receiver for row in self.rows for receiver in row.receivers))


def plan(monitoring: Monitoring, config: Config, monday: date, zone: ZoneInfo, labels: Mapping[str, str]) -> Plan:
    """The week from `monday` on; `labels` choose among the values of labels that split alerts."""
    found: dict[tuple[str, tuple[Day, ...]], list[str]] = {}
    seen: dict[tuple[object, ...], tuple[Day, ...]] = {}
    for alert in sorted(monitoring.alerts, key=lambda alert: _SEVERITIES.index(alert.severity)):
        carried = arrival(monitoring, alert.name, labels)
        # What takes the same routes has the same week.
        routes = tuple(route.place for route in config.route.taking(carried))
        days = seen.setdefault(routes, ()) or week(config, carried, monday, zone)
        seen[routes] = days
        found.setdefault((alert.severity, days), []).append(alert.name)
    rows = tuple(Row(severity, tuple(names), days) for (severity, days), names in found.items())
    return Plan(monitoring.service.name, monday, zone, rows)


def zone_of(monitoring: Monitoring) -> ZoneInfo:
    """The zone of the spec's first window; UTC without one."""
    return ZoneInfo(next((window.timezone for window in monitoring.windows.values()), "UTC"))
