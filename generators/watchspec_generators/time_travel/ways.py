"""What becomes of one alert on each of the routes that take it, from its first look to the first notification."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from watchspec_generators.alertmanager.holding import OUTSIDE
from watchspec_generators.simulator import Alert, flushes

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from watchspec_generators.simulator import Config, Flush, Route
    from watchspec_generators.simulator.routes import Place

HORIZON = timedelta(days=8)
"""How far ahead is looked: longer than any window that comes every week."""
_BEFORE = timedelta(minutes=10)


@dataclass(frozen=True, slots=True)
class Way:
    """One route's part in an alert: the first look at its group with the alert in it, and when somebody is told."""

    first: Flush
    labels: Mapping[str, str]
    told_at: datetime | None

    @property
    def route(self) -> Route:
        """The route."""
        return self.first.route

    @property
    def inhibited_by(self) -> tuple[Mapping[str, str], ...]:
        """Labels of the alerts that silence it at the first look."""
        return self.first.inhibited.get(frozenset(self.labels.items()), ())

    @property
    def held_by(self) -> tuple[str, ...]:
        """Windows that hold it back at the first look: mutes, and active windows outside of which it is."""
        return (*self.first.windows.muted_by, *self.first.windows.outside)

    def held_by_window(self, name: str) -> bool:
        """Whether the spec's window `name` is among those, also where several were made into one."""
        return any(name in held.removeprefix(OUTSIDE).split(" and ") for held in self.held_by)


def ways(
    config: Config, labels: Mapping[str, str], at: datetime, firing: Iterable[Mapping[str, str]] = ()
) -> tuple[Way, ...]:
    """What becomes of an alert that fires from `at` on, while others, with the labels in `firing`, do so before it."""
    alert = Alert(labels, at)
    others = [Alert(each, at - _BEFORE) for each in firing]
    first: dict[Place, Flush] = {}
    told: dict[Place, datetime] = {}
    routes = config.route.taking(labels)
    for flush in flushes(config, (*others, alert), alert.starts + HORIZON):
        if alert in flush.alerts:
            first.setdefault(flush.route.place, flush)
            if flush.tells(alert):
                told.setdefault(flush.route.place, flush.at)
        # The others go on firing, so that what they silence once they silence for ever.
        silenced = (place for place, look in first.items() if alert.identity in look.inhibited)
        if len({*told, *silenced}) == len(routes):
            break
    return tuple(Way(first[route.place], labels, told.get(route.place)) for route in routes)
