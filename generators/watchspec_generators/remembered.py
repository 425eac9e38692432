"""What was worked out for a model, kept as long as the same one is asked about."""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

T = TypeVar("T")


def remembered(function: Callable[[Monitoring], T]) -> Callable[[Monitoring], T]:
    """`function`, computed once for each model in a row; models are told apart by identity, as they have no hash."""
    last: list[tuple[Monitoring, T]] = []

    @wraps(function)
    def once(monitoring: Monitoring) -> T:
        # Read in one go: another thread may put its own model there meanwhile.
        known = last[:1]
        if known and known[0][0] is monitoring:
            return known[0][1]
        value = function(monitoring)
        last[:] = [(monitoring, value)]
        return value

    return once
