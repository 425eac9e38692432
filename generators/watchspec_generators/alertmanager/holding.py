"""When a route's notifications are held back: its own windows and those of every route above it.

Alertmanager inherits neither mutes nor actives, so both are repeated on children.
Mutes add up. Actives do not: two lists of active windows on one route would let
through what lies in either, while a child keeps to its parent's hours as well as
its own. So a route has one list of active windows, and every other level above it
becomes a mute for the times outside that level.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.spec.windows import window_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.spec import shape
    from watchspec_generators.values.window import Range

Level = tuple[str, ...]
"""Names of windows of which at least one must be open."""
OUTSIDE = "outside "
"""How names of generated windows of the other times begin."""


@dataclass(frozen=True, slots=True)
class Holding:
    """The windows in force on a route: `mutes` close it, and each of `levels` must have an open one."""

    mutes: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()

    def below(self, route: shape.Route) -> Holding:
        """What holds on `route`, a child of the one that this belongs to."""
        mutes = tuple(dict.fromkeys((*self.mutes, *route.mute)))
        levels = self.levels
        if route.active and not any(set(level) <= set(route.active) for level in levels):
            narrower = tuple(level for level in levels if not set(route.active) <= set(level))
            levels = (*narrower, tuple(dict.fromkeys(route.active)))
        return Holding(mutes, levels)

    def active(self, windows: Mapping[str, shape.Window]) -> Level:
        """The level that Alertmanager gets as active windows: one that can't be turned inside out, else the last."""
        fast = [level for level in self.levels if not reversible(level, windows)]
        return (fast or self.levels or [()])[-1]

    def outside(self, windows: Mapping[str, shape.Window]) -> tuple[Level, ...]:
        """The levels that become mutes of the times outside them."""
        chosen = self.active(windows)
        return tuple(level for level in self.levels if level != chosen)


def reversible(level: Level, windows: Mapping[str, shape.Window]) -> bool:
    """Whether the times outside a level can be written: it is in one zone and has no dates."""
    parts = [(windows[name].timezone, part) for name in level if name in windows for part in _readable(windows[name])]
    zones = {part.timezone or usual for usual, part in parts if part.days}
    return len(zones) <= 1 and not any(part.dates for _, part in parts)


def _readable(window: shape.Window) -> tuple[Range, ...]:
    """The window's ranges; none if one can't be read, which a check of its own tells."""
    try:
        return window_of(window).ranges
    except (ValueError, NotImplementedError):
        return ()


def holdings(routing: shape.Routing) -> Iterator[Holding]:
    """What holds on each route of the tree, parents first; the root has no windows."""
    yield from _below(Holding(), routing.routes)


def outside_name(level: Level) -> str:
    """Name of the generated window of the times outside `level`; its blanks keep it apart from names in a spec."""
    return f"{OUTSIDE}{' and '.join(level)}"


def _below(parent: Holding, routes: tuple[shape.Route, ...]) -> Iterator[Holding]:
    for route in routes:
        here = parent.below(route)
        yield here
        yield from _below(here, route.routes)
