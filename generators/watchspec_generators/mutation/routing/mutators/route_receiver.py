"""Routes that tell somebody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.routing.types import Change, at, replaced, routes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


def changes(config: Mapping[str, Any]) -> Iterator[Change]:
    """Each route, with the next receiver of the list."""
    names = [receiver["name"] for receiver in config["receivers"]]
    for place in routes(config):
        receiver = at(config, place)["receiver"]
        other = names[(names.index(receiver) + 1) % len(names)]
        if other != receiver:
            what = f"the receiver {receiver} became {other}"
            yield Change(place, what, replaced(config, (*place, "receiver"), other))
