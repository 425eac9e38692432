"""Limits as Grafana's threshold steps: a colour from each value upwards, the first from minus infinity."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.dashboards.palette import GREEN, ORANGE, SKY, VERMILLION

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.dashboards.panel import Limit, Role

_COLOURS: Mapping[Role, str] = {"critical": VERMILLION, "warning": ORANGE, "info": SKY, "objective": SKY}
"""Worst first."""
_WORST_FIRST = tuple(_COLOURS)


def steps(limits: tuple[Limit, ...]) -> list[dict[str, Any]]:
    """Steps in ascending order, one per value, each in the colour of the worst limit that is crossed there."""
    starts = (None, *sorted({limit.value for limit in limits}))
    return [{"value": start, "color": _colour(start, limits)} for start in starts]


def _colour(start: float | None, limits: tuple[Limit, ...]) -> str:
    crossed = {limit.role for limit in limits if _is_crossed(limit, start)}
    return next((_COLOURS[role] for role in _WORST_FIRST if role in crossed), GREEN)


def _is_crossed(limit: Limit, start: float | None) -> bool:
    """Whether values just above `start` are bad by `limit`."""
    if start is None:
        return limit.bad == "below"
    return limit.value <= start if limit.bad == "above" else limit.value > start
