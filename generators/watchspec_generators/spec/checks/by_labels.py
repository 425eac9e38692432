"""`by` splits a signal by labels that its metrics carry.

To mend: take labels of the signal from docs/spec.md.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.suggest import did_you_mean, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem


def check(context: Context) -> Iterator[Problem]:
    """Labels in `by` that the signal does not have, or that are named twice."""
    for path, alert in context.alerts():
        if alert.signal is None:
            continue
        known = context.signals[alert.signal].labels
        for index, label in enumerate(alert.by):
            place = (*path, "by", index)
            if label not in known:
                message = f"{alert.signal} has no label `{label}`"
                yield context.problem(place, message, one_of(known), did_you_mean(label, known))
            elif label in alert.by[:index]:
                yield context.problem(place, f"`{label}` is named twice", "each label once")
