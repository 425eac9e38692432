"""Who is to be told of an alert at one moment, and what keeps each of them from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.simulator.inhibition import inhibitors
from watchspec_generators.simulator.intervals import UTC

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from watchspec_generators.simulator.config import Config
    from watchspec_generators.simulator.routes import Route


@dataclass(frozen=True, slots=True)
class Windows:
    """What the windows of a route say at one moment."""

    muted_by: tuple[str, ...]
    """Those of its mutes that the moment is in."""
    outside: tuple[str, ...]
    """All of its active windows, if the moment is in none of them."""

    @property
    def open(self) -> bool:
        """Whether notifications may leave."""
        return not self.muted_by and not self.outside


@dataclass(frozen=True, slots=True)
class Verdict:
    """What becomes of an alert on one of the routes that take it."""

    route: Route
    group_key: str
    windows: Windows
    inhibited_by: tuple[Mapping[str, str], ...]
    """Labels of the firing alerts that silence it."""

    @property
    def told(self) -> bool:
        """Whether nothing holds it back."""
        return self.windows.open and not self.inhibited_by


def windows_at(config: Config, route: Route, at: datetime) -> Windows:
    """What the windows of `route` say at `at`, which must know its zone."""

    def inside(name: str) -> bool:
        return any(interval.contains(at) for interval in config.intervals[name])

    active = any(inside(name) for name in route.active)
    return Windows(
        muted_by=tuple(name for name in route.mute if inside(name)),
        outside=() if active else route.active,
    )


def opens(config: Config, route: Route, after: datetime, until: datetime) -> datetime | None:
    """When the windows of `route` let notifications leave, from `after` on; None if they do not before `until`."""
    intervals = [each for name in (*route.mute, *route.active) for each in config.intervals[name]]
    turns = {turn for interval in intervals for turn in interval.turns(after, until)}
    return next((at for at in sorted({after.astimezone(UTC), *turns}) if windows_at(config, route, at).open), None)


def verdicts(
    config: Config, labels: Mapping[str, str], at: datetime, firing: Iterable[Mapping[str, str]] = ()
) -> tuple[Verdict, ...]:
    """What becomes at `at` of an alert with `labels` while others with the labels in `firing` fire, route by route."""
    silenced = inhibitors(config.inhibit_rules, firing, labels)
    return tuple(
        Verdict(route, route.group_key(labels), windows_at(config, route, at), silenced)
        for route in config.route.taking(labels)
    )
