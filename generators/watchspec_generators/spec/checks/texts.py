"""Summaries and descriptions name only what their alert knows.

To mend: use words that the alert knows, and one line for the summary.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.rules.texts import placeholders
from watchspec_generators.spec.suggest import did_you_mean
from watchspec_generators.values.confidence import NONE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path

_ALWAYS = ("value", "service", "for")
_ONLY_WITH_SIGNAL = ("threshold", "window", "count", "bound", "confidence")
_ONLY_WITH_CONFIDENCE = ("count", "bound", "confidence")
_OF_OBJECTIVES = (*_ALWAYS, "objective", "target", "window")


def check(context: Context) -> Iterator[Problem]:
    """Words in braces that would stay as they are, and summaries of several lines."""
    for path, alert in context.alerts():
        for key, text in (("summary", alert.summary), ("description", alert.description)):
            yield from _words(context, (*path, key), alert, text)
        yield from _one_line(context, (*path, "summary"), alert.summary)
    for path, goal in context.objectives():
        yield from _of_objective(context, (*path, "page"), goal.page)
        yield from _of_objective(context, (*path, "ticket"), goal.ticket)


def _of_objective(context: Context, path: Path, own: shape.BurnAlert) -> Iterator[Problem]:
    for key, text in (("summary", own.summary), ("description", own.description)):
        yield from _unknown(context, (*path, key), text or "")
    if own.summary is not None:
        yield from _one_line(context, (*path, "summary"), own.summary)


def _one_line(context: Context, path: Path, summary: str) -> Iterator[Problem]:
    if "\n" in summary.strip() or not summary.strip():
        yield context.problem(path, "a summary is one line", "one line of text")


def _unknown(context: Context, path: Path, text: str) -> Iterator[Problem]:
    for word in dict.fromkeys(placeholders(text)):
        if word not in _OF_OBJECTIVES:
            expected = "one of " + ", ".join(f"{{{known}}}" for known in _OF_OBJECTIVES)
            yield context.problem(
                path, f"an alert on an objective has no {{{word}}}", expected, did_you_mean(word, _OF_OBJECTIVES)
            )


def _words(context: Context, path: Path, alert: shape.Alert, text: str) -> Iterator[Problem]:
    known = _known(context, alert)
    for word in dict.fromkeys(placeholders(text)):
        if known is None:
            if word in _ONLY_WITH_SIGNAL:
                message = f"raw PromQL has no {{{word}}}"
                yield context.problem(path, message, "{value}, {for}, {service} or a label of the expression")
        elif word not in known:
            expected = "one of " + ", ".join(f"{{{name}}}" for name in known)
            yield context.problem(path, f"{alert.name} has no {{{word}}}", expected, _hint(context, alert, word, known))


def _known(context: Context, alert: shape.Alert) -> tuple[str, ...] | None:
    """The words that the alert's texts may use; None for raw PromQL, whose labels are its own."""
    if alert.signal is None:
        return None
    signal = context.signals[alert.signal]
    threshold = ("threshold",) if signal.kind == "threshold" else ()
    sure = _ONLY_WITH_CONFIDENCE if signal.bound is not None and alert.confidence != NONE else ()
    baseline = ("baseline",) if alert.baseline is not None else ()
    return (*_ALWAYS, "window", *threshold, *sure, *baseline, *alert.by)


def _hint(context: Context, alert: shape.Alert, word: str, known: tuple[str, ...]) -> str | None:
    signal = context.signals[alert.signal] if alert.signal else None
    if signal and word in signal.labels:
        return f"split the alert by it: `by: [{', '.join((*alert.by, word))}]`"
    return did_you_mean(word, known)
