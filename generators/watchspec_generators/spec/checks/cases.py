"""Hand-written cases say what their kind of alert needs, and all of it can be played.

To mend: take the words and quantities that are offered, and leave out keys that are of no use here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.case_reading import understood
from watchspec_generators.spec.suggest import did_you_mean, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path

_IN_WORDS = ("when", "then")
_IN_SERIES = ("series", "interval", "at", "fires", "value")
_NEEDED_OF_SERIES = ("name", "at", "fires")


def check(context: Context) -> Iterator[Problem]:
    """Keys that are missing or have no effect, words that can't be read, and what the alert's signal can't do."""
    for path, alert in context.alerts():
        if (alert.expr is None) is (alert.signal is None):
            continue
        for index, case in enumerate(alert.cases):
            place = (*path, "cases", index)
            if alert.signal is None:
                yield from _keys(context, place, case, _NEEDED_OF_SERIES, _IN_WORDS, "a case of raw PromQL")
            else:
                yield from _keys(context, place, case, _IN_WORDS, _IN_SERIES, "a case of a signal")
                yield from _words(context, place, case, alert)
                yield from _labels(context, place, case, alert)


def _keys(
    context: Context, place: Path, case: shape.Case, needed: tuple[str, ...], useless: tuple[str, ...], what: str
) -> Iterator[Problem]:
    for key in useless:
        if context.written((*place, key)):
            yield context.problem((*place, key), f"`{key}` has no effect in {what}", one_of(needed), key=True)
    if missing := [key for key in needed if getattr(case, key) in (None, "")]:
        names = ", ".join(f"`{key}`" for key in missing)
        yield context.problem(place, f"{what} needs {names}", one_of((*needed, "labels")))


def _words(context: Context, place: Path, case: shape.Case, alert: shape.Alert) -> Iterator[Problem]:
    if case.when and case.then:
        for fault in understood(case, alert, context.signals).faults:
            path = (*place, fault.key)
            yield context.problem_within(path, fault.at, fault.message, fault.expected, fault.hint)


def _labels(context: Context, place: Path, case: shape.Case, alert: shape.Alert) -> Iterator[Problem]:
    for label in case.labels:
        if label not in alert.by:
            message = f"{alert.name} is not split by `{label}`"
            hint = did_you_mean(label, alert.by)
            yield context.problem((*place, "labels", label), message, one_of(alert.by), hint, key=True)
