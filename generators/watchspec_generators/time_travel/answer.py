"""`watchspec who` in words and as data: who gets an alert, when first, and what holds it back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchspec_generators.simulator.verdict import opens
from watchspec_generators.time_travel.ways import HORIZON, Way, ways
from watchspec_generators.values.moment import clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime, timedelta, tzinfo

    from watchspec_generators.simulator import Config
    from watchspec_generators.simulator.routes import Place
    from watchspec_generators.spec import shape
    from watchspec_generators.values.moment import Moment


@dataclass(frozen=True, slots=True)
class Answer:
    """What becomes of an alert that fires from a moment on."""

    config: Config
    labels: Mapping[str, str]
    moment: Moment
    ways: tuple[Way, ...]
    routes: Mapping[Place, str]
    """Names of the spec's routes, where there is a spec."""

    def opens_at(self, way: Way) -> datetime | None:
        """When windows that hold it back at first let go."""
        if not way.held_by:
            return None
        return opens(self.config, way.route, way.first.at, way.first.at + HORIZON)


def answer(
    config: Config,
    labels: Mapping[str, str],
    moment: Moment,
    firing: Sequence[Mapping[str, str]],
    routes: Mapping[Place, str],
) -> Answer:
    """The answer for an alert with `labels`, while others with the labels in `firing` fire already."""
    return Answer(config, labels, moment, ways(config, labels, moment.at, firing), routes)


def route_names(routing: shape.Routing) -> dict[Place, str]:
    """The spec's name of each route, by its place in the tree."""
    return dict(_names((), routing.routes))


def _names(above: Place, routes: tuple[shape.Route, ...]) -> Iterator[tuple[Place, str]]:
    for index, route in enumerate(routes):
        place = (*above, index)
        yield place, route.name
        yield from _names(place, route.routes)


def as_data(answer: Answer) -> dict[str, Any]:
    """For machines; moments in ISO 8601, in the zone that was asked in."""
    zone = answer.moment.zone
    return {
        "alert": answer.labels.get("alertname", ""),
        "labels": dict(answer.labels),
        "at": answer.moment.at.astimezone(zone).isoformat(),
        "ways": [
            {
                "receiver": way.route.receiver,
                "by": _kinds(answer.config, way),
                "route": answer.routes.get(way.route.place),
                "group_key": way.first.group_key,
                "told_at": _iso(way.told_at, zone),
                "muted_by": list(way.first.windows.muted_by),
                "outside": list(way.first.windows.outside),
                "opens_at": _iso(answer.opens_at(way), zone),
                "inhibited_by": [dict(labels) for labels in way.inhibited_by],
            }
            for way in answer.ways
        ],
    }


def as_lines(answer: Answer) -> Iterator[str]:
    """For people."""
    name = answer.labels.get("alertname", "an alert")
    other = ", ".join(f"{label}={value}" for label, value in answer.labels.items() if label != "alertname")
    yield f"{name} fires from {_said(answer.moment.at, answer.moment.zone)} on"
    yield f"  with {other}" if other else "  without further labels"
    for way in answer.ways:
        yield ""
        yield from _way(answer, way)


def _way(answer: Answer, way: Way) -> Iterator[str]:
    zone = answer.moment.zone
    route = answer.routes.get(way.route.place)
    where = f"the route {route}" if route else f"the route {way.route.key}" if way.route.place else "the root"
    yield f"{way.route.receiver} ({', '.join(_kinds(answer.config, way)) or 'no integration'}), by {where}"
    if way.told_at:
        wait = _length(way.told_at - answer.moment.at)
        yield f"  first told {_said(way.told_at, zone, seconds=True)}, {wait}"
    else:
        yield f"  not told within {HORIZON.days} days"
    if way.held_by:
        until = answer.opens_at(way)
        end = f"until {_said(until, zone)}" if until else f"for more than {HORIZON.days} days"
        outside = way.first.windows.outside
        words = [*way.first.windows.muted_by, *([f"being outside {' and '.join(outside)}"] if outside else [])]
        yield f"  held back by {' and by '.join(words)} {end}"
    for labels in way.inhibited_by:
        yield f"  silenced by {labels.get('alertname', labels)}"


def _kinds(config: Config, way: Way) -> list[str]:
    return [integration.kind for integration in config.receivers[way.route.receiver]]


def _iso(at: datetime | None, zone: tzinfo) -> str | None:
    return at.astimezone(zone).isoformat() if at else None


def _said(at: datetime, zone: tzinfo, *, seconds: bool = False) -> str:
    local = at.astimezone(zone)
    return f"{local:%A} {clock(local, seconds=seconds)}"


def _length(length: timedelta) -> str:
    minutes, seconds = divmod(round(length.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    parts = [f"{count} {unit}" for count, unit in ((hours, "h"), (minutes, "min"), (seconds, "s")) if count]
    return f"{' '.join(parts)} later" if parts else "at once"
