"""An alert is about a signal or about raw PromQL; raw PromQL comes with its own cases.

To mend: give the alert a signal, or `expr` with a case in which it fires and one in which it does not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import promql_parser

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path

_ONLY_FOR_SIGNALS = ("above", "below", "by", "floor", "baseline", "confidence", "window", "no_data")


def check(context: Context) -> Iterator[Problem]:
    """Alerts with signal and `expr`, or with neither; raw ones without both kinds of case."""
    for path, alert in context.alerts():
        if alert.expr is None:
            yield from _signal_alert(context, path, alert)
        elif alert.signal is not None:
            message = "an alert has a signal or raw PromQL, not both"
            yield context.problem((*path, "expr"), message, "`signal` or `expr`", key=True)
        else:
            yield from _raw_alert(context, path, alert)


def _signal_alert(context: Context, path: Path, alert: shape.Alert) -> Iterator[Problem]:
    if alert.signal is None:
        message = f"{alert.name} says nothing to watch"
        yield context.problem((*path, "name"), message, "`signal`, or `expr` with `cases`")


def _raw_alert(context: Context, path: Path, alert: shape.Alert) -> Iterator[Problem]:
    for key in _ONLY_FOR_SIGNALS:
        if context.written((*path, key)):
            message = f"`{key}` has no effect on raw PromQL"
            yield context.problem((*path, key), message, "it to be part of `expr`", key=True)
    if complaint := _syntax(alert.expr or ""):
        yield context.problem((*path, "expr"), complaint, "PromQL")
    missing = [word for word, fires in (("fires", True), ("stays quiet", False)) if not _has(alert, fires=fires)]
    if missing:
        message = f"raw PromQL needs a case in which it {' and one in which it '.join(missing)}"
        place = "cases" if alert.cases else "expr"
        yield context.problem((*path, place), message, "`cases` that prove the expression", key=True)


def _syntax(expression: str) -> str | None:
    if not expression.strip():
        return "the expression is empty"
    try:
        promql_parser.parse(expression)
    except ValueError as error:
        return f"the expression does not parse: {error}"
    return None


def _has(alert: shape.Alert, *, fires: bool) -> bool:
    return any(case.fires == fires for case in alert.cases)
