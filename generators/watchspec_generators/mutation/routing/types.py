"""A configuration of Alertmanager, and the ways in which it is broken."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Place = tuple[str | int, ...]
"""Keys and indexes from the configuration's root."""


@dataclass(frozen=True, slots=True)
class Change:
    """A configuration broken at a place: a route, an inhibition or a time interval."""

    at: Place
    what: str
    config: Mapping[str, Any]
    mutator: str = ""


def at(config: Any, place: Place) -> Any:
    """What stands at `place`."""
    for step in place:
        config = config[step]
    return config


def replaced(config: Any, place: Place, value: Any) -> Any:
    """A copy with another value at `place`."""
    if not place:
        return value
    step, *rest = place
    copy: Any = list(config) if isinstance(config, list) else dict(config)
    copy[step] = replaced(config[step] if rest else None, tuple(rest), value)
    return copy


def without(config: Any, place: Place) -> Any:
    """A copy without the key or item at `place`."""
    *above, last = place
    holder = at(config, tuple(above))
    left = (
        [item for index, item in enumerate(holder) if index != last]
        if isinstance(holder, list)
        else {key: value for key, value in holder.items() if key != last}
    )
    return replaced(config, tuple(above), left)


def routes(config: Mapping[str, Any], place: Place = ("route",)) -> Iterator[Place]:
    """Every node of the routing tree, parents first."""
    yield place
    for index in range(len(at(config, place).get("routes", ()))):
        yield from routes(config, (*place, "routes", index))


def children(config: Mapping[str, Any]) -> Iterator[Place]:
    """Every node but the root."""
    return (place for place in routes(config) if place != ("route",))


def items(config: Mapping[str, Any], *place: str | int) -> Iterator[tuple[Place, Any]]:
    """What is in the list at `place`, if there is one, each with its own place."""
    *above, last = place
    holder = at(config, tuple(above))
    found = holder.get(last, ()) if isinstance(holder, dict) else holder[last]
    yield from (((*place, index), item) for index, item in enumerate(found))
