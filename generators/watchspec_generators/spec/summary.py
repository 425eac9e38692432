"""A spec in one line."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchspec_generators.model.types import Monitoring
    from watchspec_generators.spec import shape


def summary(monitoring: Monitoring) -> str:
    """How many objectives, alerts, routes, receivers and windows there are, and in which environment."""
    counts = (
        (len(monitoring.objectives), "objective"),
        (len(monitoring.alerts), "alert"),
        (_routes(monitoring.routing.routes), "route"),
        (len(monitoring.receivers), "receiver"),
        (len(monitoring.windows), "time window"),
    )
    listed = ", ".join(f"{count} {name}{'' if count == 1 else 's'}" for count, name in counts)
    place = f" (environment {monitoring.environment})" if monitoring.environment else ""
    return f"{monitoring.service.name}: {listed}{place}"


def _routes(routes: tuple[shape.Route, ...]) -> int:
    return sum(1 + _routes(route.routes) for route in routes)
