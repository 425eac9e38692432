"""Matchers of routes dropped, and made to ask for something else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from watchspec_generators.mutation.routing.types import Change, children, items, replaced, without

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from typing import Any


def changes(config: Mapping[str, Any]) -> Iterator[Change]:
    """Each matcher of each route."""
    for route in children(config):
        for place, matcher in items(config, *route, "matchers"):
            yield Change(route, f"{matcher} was dropped", without(config, place))
            label = re.split("[=!]", matcher, maxsplit=1)[0]
            yield Change(route, f"{matcher} was changed", replaced(config, place, f'{label}="mutant"'))
