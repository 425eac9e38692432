"""Limits as Grafana's threshold steps: a colour from each value upwards, the first from minus infinity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.dashboards.palette import GREEN, ORANGE, SKY, VERMILLION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.dashboards.panel import Limit, Role

_COLOURS: Mapping[Role, str] = {"critical": VERMILLION, "warning": ORANGE, "info": SKY, "objective": SKY}
_GOOD = GREEN


def steps(limits: tuple[Limit, ...]) -> list[dict[str, Any]]:
    """Steps in ascending order, one per value.

    A limit that is bad below it colours what is under it, so each such step takes
    the colour of the next better one.
    """
    above = sorted((limit for limit in limits if limit.bad == "above"), key=lambda limit: limit.value)
    below = sorted((limit for limit in limits if limit.bad == "below"), key=lambda limit: limit.value)
    found: dict[float | None, str] = {None: _GOOD}
    for limit in below:
        found[max((value for value in found if value is not None), default=None)] = _COLOURS[limit.role]
        found[limit.value] = _GOOD
    for limit in above:
        found[limit.value] = _COLOURS[limit.role]
    return [{"value": value, "color": colour} for value, colour in found.items()]
