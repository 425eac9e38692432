"""An alert's own labels don't replace those that the generators or the signal set.

To mend: take another name for the label, and fixed text for its value.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.labels import FIXED

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem


def check(context: Context) -> Iterator[Problem]:
    """Own labels whose names are taken, or whose values Prometheus would read as a template."""
    labelled = [
        *((path, alert.labels, alert.by) for path, alert in context.alerts()),
        *((path, goal.labels, ()) for path, goal in context.objectives()),
    ]
    for path, labels, by in labelled:
        for label, value in labels.items():
            place = (*path, "labels", label)
            if label in (*FIXED, *by) or label.startswith("__"):
                message = f"the label `{label}` is set for you"
                yield context.problem(place, message, "another name for a label of your own", key=True)
            if not value or "{{" in value:
                yield context.problem(place, f"`{value}` is no label value", "fixed text, not empty and without {{")
