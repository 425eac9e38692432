"""An inhibition silences something else, about the same thing.

To mend: name labels of both sides, have `service` among the equal ones, and let source and target differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem


def check(context: Context) -> Iterator[Problem]:
    """Inhibitions without matchers, without common labels, or of alerts by their like."""
    for index, rule in enumerate(context.spec.inhibit):
        path = ("inhibit", index)
        for key, side in (("source", rule.source), ("target", rule.target)):
            if not side:
                yield context.problem((*path, key), f"an empty {key} matches every alert", "label: value pairs")
        if "service" not in rule.equal:
            message = "this inhibition would silence the alerts of other services"
            yield context.problem((*path, "equal"), message, "`service` among the equal labels")
        if rule.source and rule.source == rule.target:
            message = "source and target are the same, so nothing is ever silenced"
            yield context.problem((*path, "target"), message, "another severity than the source's")
