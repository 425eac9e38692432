"""The mutants of Alertmanager's configuration and their fates."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager import configuration
from watchspec_generators.alertmanager.holding import OUTSIDE
from watchspec_generators.mutation.outcome import Outcome
from watchspec_generators.mutation.routing.equivalents import reason
from watchspec_generators.mutation.routing.judging import Judge
from watchspec_generators.mutation.routing.mutators import changes
from watchspec_generators.mutation.routing.types import at

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.mutation.outcome import Fate
    from watchspec_generators.mutation.routing.types import Change, Place
    from watchspec_generators.spec.tree import Path


def misunderstood(monitoring: Monitoring) -> str | None:
    """What the whole configuration does otherwise than the spec says: nothing, unless we are wrong."""
    return Judge(monitoring).difference(configuration(monitoring))


def outcomes(monitoring: Monitoring, wanted: Callable[[str], bool]) -> list[Outcome]:
    """Every way to break the configuration, of routes, windows and inhibitions whose names are wanted."""
    config, judge = configuration(monitoring), Judge(monitoring)
    return [
        _outcome(monitoring, judge, config, change)
        for change in changes(config)
        if wanted(name(monitoring, config, change.at))
    ]


def name(monitoring: Monitoring, config: Mapping[str, Any], place: Place) -> str:
    """How the spec calls what is at `place`."""
    if place[0] == "route":
        named = [monitoring.routing.routes[step] for step in place[2:3] if isinstance(step, int)]
        for step in place[4::2]:
            named.append(named[-1].routes[int(step)])
        return f"route {named[-1].name}" if named else "routing"
    if place[0] == "inhibit_rules":
        return f"inhibition {int(place[1]) + 1}"
    return f"window {at(config, place)['name']}"


def _outcome(monitoring: Monitoring, judge: Judge, config: Mapping[str, Any], change: Change) -> Outcome:
    noticed = judge.difference(change.config)
    why = None if noticed else reason(monitoring, change)
    fate: Fate = "killed" if noticed else "equivalent" if why else "survived"
    of = name(monitoring, config, change.at)
    return Outcome(of, change.mutator, change.what, _path(config, change.at), fate, why)


def _path(config: Mapping[str, Any], place: Place) -> Path:
    """Where the spec writes what is at `place`."""
    if place[0] == "route":
        return ("routing", *place[1:])
    if place[0] == "inhibit_rules":
        return ("inhibit", place[1])
    called: str = at(config, place)["name"]
    return ("windows", called.removeprefix(OUTSIDE))
