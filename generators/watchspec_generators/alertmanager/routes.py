"""The routing tree, each node with its own receiver and with every window that holds there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.holding import Holding, outside_name
from watchspec_generators.alertmanager.matchers import matchers

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.spec import shape


def route_tree(monitoring: Monitoring) -> dict[str, Any]:
    """Alertmanager's `route`."""
    routing = monitoring.routing
    children = _children(routing.routes, routing.receiver, Holding(), monitoring.windows)
    return {"receiver": routing.receiver, **_grouping(routing), **children}


def _children(
    routes: tuple[shape.Route, ...], receiver: str, holding: Holding, windows: Mapping[str, shape.Window]
) -> dict[str, Any]:
    nodes = [_node(route, route.receiver or receiver, holding.below(route), windows) for route in routes]
    return {"routes": nodes} if nodes else {}


def _node(route: shape.Route, receiver: str, holding: Holding, windows: Mapping[str, shape.Window]) -> dict[str, Any]:
    node: dict[str, Any] = {"receiver": receiver, "matchers": matchers(route.match)}
    if route.continue_:
        node["continue"] = True
    node |= _grouping(route)
    mutes = [*holding.mutes, *(outside_name(level) for level in holding.outside(windows))]
    if mutes:
        node["mute_time_intervals"] = mutes
    if holding.levels:
        node["active_time_intervals"] = list(holding.active(windows))
    return node | _children(route.routes, receiver, holding, windows)


def _grouping(node: shape.Routing | shape.Route) -> dict[str, Any]:
    """Those of the grouping keys that are written; Alertmanager itself inherits the others."""
    grouping: dict[str, Any] = {} if node.group_by is None else {"group_by": list(node.group_by)}
    for key in ("group_wait", "group_interval", "repeat_interval"):
        duration = getattr(node, key)
        if duration is not None:
            grouping[key] = str(duration)
    return grouping
