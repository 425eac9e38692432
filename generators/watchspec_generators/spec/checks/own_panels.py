"""Panels of a user's own show a signal or PromQL, on a dashboard that is asked for.

To mend: give the panel a signal or `expr`, a title that no other panel has, and a board that stands in `dashboards`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import promql_parser

from watchspec_generators.spec.suggest import did_you_mean, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path

_ONLY_WITH_EXPR = ("unit", "legend")
_VARIABLE = re.compile(r"\$(?:\{(\w+)(?::\w+)?\}|(\w+))")
_WINDOWS = ("__rate_interval", "__interval", "__range")


def check(context: Context) -> Iterator[Problem]:
    """Panels without or with both of signal and `expr`, unreadable PromQL, unknown variables, boards and titles."""
    titles: set[str] = set()
    for index, panel in enumerate(context.spec.dashboards.panels):
        path: Path = ("dashboards", "panels", index)
        if panel.board not in context.spec.dashboards.wanted:
            known = tuple(context.spec.dashboards.wanted)
            message = f"the spec asks for no dashboard `{panel.board}`"
            yield context.problem((*path, "board"), message, one_of(known), did_you_mean(panel.board, known))
        if panel.title in titles:
            yield context.problem((*path, "title"), "another panel has this title", "a title of its own")
        titles.add(panel.title)
        yield from _of_signal(context, path, panel) if panel.expr is None else _of_promql(context, path, panel)


def _of_signal(context: Context, path: Path, panel: shape.OwnPanel) -> Iterator[Problem]:
    if panel.signal is None:
        yield context.problem((*path, "title"), f"`{panel.title}` shows nothing", "`signal`, or `expr`")
        return
    signal = context.signals[panel.signal]
    if signal.kind == "event" or signal.against_version:
        message = f"{panel.signal} can't be drawn without an alert on it"
        yield context.problem((*path, "signal"), message, "a signal that has a value of its own")
    for place, label in enumerate(panel.by):
        if label not in signal.labels:
            message = f"{panel.signal} has no label `{label}`"
            yield context.problem(
                (*path, "by", place), message, one_of(signal.labels), did_you_mean(label, signal.labels)
            )
    for key in _ONLY_WITH_EXPR:
        if context.written((*path, key)):
            yield context.problem((*path, key), f"`{key}` follows from the signal", "it to be left out", key=True)


def _of_promql(context: Context, path: Path, panel: shape.OwnPanel) -> Iterator[Problem]:
    for key in ("signal", "by"):
        if context.written((*path, key)):
            message = "a panel shows a signal or PromQL, not both"
            yield context.problem((*path, key), message, "`signal` or `expr`", key=True)
    known = (*_WINDOWS, *context.spec.dashboards.variables)
    for found in _VARIABLE.finditer(panel.expr or ""):
        name = found[1] or found[2]
        if name not in known:
            hint = did_you_mean(name, known)
            message = f"boards have no variable `{name}`"
            yield context.problem_within((*path, "expr"), found.start(), message, one_of(known), hint)
    try:
        promql_parser.parse(_VARIABLE.sub(_substitute, panel.expr or ""))
    except ValueError as error:
        yield context.problem((*path, "expr"), f"the expression does not parse: {error}", "PromQL")


def _substitute(found: re.Match[str]) -> str:
    return "5m" if (found[1] or found[2]) in _WINDOWS else "any"
