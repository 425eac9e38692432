"""What alerts of two urgencies on one subject, an objective or a budget, have in common."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from watchspec_generators.model.types import Inhibition

if TYPE_CHECKING:
    from watchspec_generators.spec.shape import Urgency


def page_over_ticket(found: set[tuple[str, Urgency]], *equal: str) -> tuple[Inhibition, ...]:
    """That pages silence tickets, if one of the subjects in `found` has both: its ticket would say nothing new."""
    both = len(found) > len({subject for subject, _ in found})
    return (Inhibition({"urgency": "page"}, {"urgency": "ticket"}, ("service", *equal)),) if both else ()


def camel(name: str) -> str:
    """`FirstToken` of `first_token`, as names of alerts are written."""
    return "".join(word[:1].upper() + word[1:] for word in re.split(r"[-_]", name))
