"""What decides about a trace is written in its unit, and can decide something.

To mend: write quantities in their unit, a rate of at most 100%, and limits of more than nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.resolve import SAMPLING_UNITS
from watchspec_generators.spec.checks.thresholds import is_quantity, with_unit
from watchspec_generators.values import parse_quantity
from watchspec_generators.values.quantity import FORMS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem


def check(context: Context) -> Iterator[Problem]:
    """Quantities in a wrong form, shares of more than everything, and limits that every trace is past."""
    for key, unit in SAMPLING_UNITS.items():
        written, path = getattr(context.spec.sampling, key), ("sampling", key)
        if not is_quantity(written, unit):
            message = f"{written} can't be read as `{key}` of sampling"
            yield context.problem(path, message, FORMS[unit], with_unit(written, unit))
            continue
        value = parse_quantity(written, unit).value
        if unit == "ratio" and value > 1:
            yield context.problem(path, f"{written} is more than all traces", "at most 100%")
        elif unit != "ratio" and not value:
            yield context.problem(path, f"every trace is past {written}", "more than 0, or a rate of 100% to keep all")
