"""Thresholds are written in the unit of their signal.

To mend: write the threshold in the signal's unit, such as 5%, 10s or $200.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.values import parse_quantity
from watchspec_generators.values.quantity import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.values import Unit


def check(context: Context) -> Iterator[Problem]:
    """Thresholds that can't be read as the signal's unit."""
    for path, alert in context.alerts():
        if alert.signal is None:
            continue
        signal = context.signals[alert.signal]
        for key, written in (("above", alert.above), ("below", alert.below)):
            if written is not None and signal.kind == "threshold" and not is_quantity(written, signal.unit):
                message = f"{written} is no threshold for {signal.name}"
                hint = with_unit(written, signal.unit)
                yield context.problem((*path, key), message, FORMS[signal.unit], hint)


def is_quantity(written: object, unit: Unit) -> bool:
    """Whether `written` can be read as `unit`."""
    try:
        parse_quantity(written, unit)
    except ValueError:
        return False
    return True


def with_unit(written: object, unit: Unit) -> str | None:
    """A hint for a bare number that lacks its unit."""
    for candidate in (f"{written}%", f"{written}s", f"${written}"):
        if isinstance(written, (int, float)) and is_quantity(candidate, unit):
            return f"did you mean `{candidate}`?"
    return None
