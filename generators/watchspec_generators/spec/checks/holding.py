"""`for` and `keep_firing_for` are only seen at evaluations.

To mend: hold for nothing, or for at least one `prometheus.evaluation_interval`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem


def check(context: Context) -> Iterator[Problem]:
    """Times to hold that are shorter than the interval between two evaluations."""
    interval = context.spec.prometheus.evaluation_interval
    held = [
        *(((*path, "for"), alert.for_) for path, alert in context.alerts()),
        *(((*path, "keep_firing_for"), alert.keep_firing_for) for path, alert in context.alerts()),
        *(((*path, "page", "keep_firing_for"), goal.page.keep_firing_for) for path, goal in context.objectives()),
        *(((*path, "ticket", "keep_firing_for"), goal.ticket.keep_firing_for) for path, goal in context.objectives()),
    ]
    for path, length in held:
        if 0 < length.milliseconds < interval.milliseconds:
            message = f"{length} is shorter than the time between two evaluations, {interval}"
            yield context.problem(path, message, f"0s, or at least {interval}")
