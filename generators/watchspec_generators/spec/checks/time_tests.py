"""Time tests ask something, of an alert that there is, at a moment that there is.

To mend: name an alert of the spec and a moment that the zone's clock shows, and ask for something.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.case_reading import understood
from watchspec_generators.model.time_tests import NEVER, case_of, notified_at
from watchspec_generators.spec.labels import all_fixed_labels, split_labels
from watchspec_generators.spec.suggest import did_you_mean, one_of
from watchspec_generators.values.moment import FORM, parse_moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path

WHOLE_SPEC = True
"""Alerts that the schema has rejected would seem to be missing."""
_OF_TROUBLE = ("fires", "text")
_ASKED = ("receivers", "muted", "inhibited", "notified_at", *_OF_TROUBLE)


def check(context: Context) -> Iterator[Problem]:
    """Unknown alerts, labels, receivers and windows, moments that no clock shows, and tests that ask nothing."""
    fixed = {labels["alertname"]: labels for labels in reversed(list(all_fixed_labels(context.spec)))}
    for index, test in enumerate(context.spec.tests):
        path: Path = ("tests", index)
        yield from _names(context, path, test, tuple(reversed(fixed)))
        yield from _labels(context, path, test, fixed.get(test.alert, {}))
        yield from _moments(context, path, test)
        yield from _trouble(context, path, test)
        if all(getattr(test, key) is None for key in _ASKED):
            yield context.problem(path, "this test asks for nothing", one_of(_ASKED))


def _names(context: Context, path: Path, test: shape.TimeTest, alerts: Iterable[str]) -> Iterator[Problem]:
    receivers, windows = context.names("receivers"), context.names("windows")
    yield from _unknown(context, (*path, "alert"), "alert", test.alert, alerts)
    for index, name in enumerate(test.firing):
        yield from _unknown(context, (*path, "firing", index), "alert", name, alerts)
    for index, name in enumerate(test.receivers or ()):
        yield from _unknown(context, (*path, "receivers", index), "receiver", name, receivers)
    if isinstance(test.muted, str):
        yield from _unknown(context, (*path, "muted"), "window", test.muted, windows)


def _unknown(context: Context, path: Path, kind: str, name: str, known: Iterable[str]) -> Iterator[Problem]:
    names = tuple(known)
    if name not in names:
        yield context.problem(path, f"there is no {kind} `{name}`", one_of(names), did_you_mean(name, names))


def _labels(context: Context, path: Path, test: shape.TimeTest, fixed: Mapping[str, str]) -> Iterator[Problem]:
    by = split_labels(context.spec).get(test.alert)
    for label in test.labels:
        place = (*path, "labels", label)
        if label in fixed:
            yield context.problem(place, f"{test.alert} always has {label}={fixed[label]}", key=True)
        elif by is not None and label not in by:
            message = f"{test.alert} is not split by `{label}`"
            yield context.problem(place, message, one_of(by), did_you_mean(label, by), key=True)


def _moments(context: Context, path: Path, test: shape.TimeTest) -> Iterator[Problem]:
    try:
        at = parse_moment(test.at)
    except ValueError as error:
        yield context.problem((*path, "at"), *_parted(error))
        return
    try:
        told = None if test.notified_at is None else notified_at(test.notified_at)
    except ValueError as error:
        yield context.problem((*path, "notified_at"), *_parted(error, f", or {NEVER}"))
        return
    if told is not None and told != NEVER and told.at < at.at:
        yield context.problem((*path, "notified_at"), "nobody is told before the alert fires", f"{at} or later")


def _trouble(context: Context, path: Path, test: shape.TimeTest) -> Iterator[Problem]:
    """What `when` says, and what has no effect without it, or without an alert that fires."""
    if test.when is None:
        for key in _OF_TROUBLE:
            if getattr(test, key) is not None:
                yield context.problem((*path, key), f"`{key}` has no effect without `when`", key=True)
        return
    alert = next((alert for alert in context.spec.alerts if alert.name == test.alert and alert.signal), None)
    if alert is None:
        yield context.problem((*path, "when"), f"{test.alert} is not about a signal", key=True)
        return
    for fault in understood(case_of(test), alert, context.signals).faults:
        yield context.problem_within((*path, "when"), fault.at, fault.message, fault.expected, fault.hint)
    for key in ("receivers", "muted", "inhibited", "notified_at", "text"):
        if test.fires is False and getattr(test, key) is not None:
            yield context.problem((*path, key), f"`{key}` has no effect where the alert does not fire", key=True)


def _parted(error: ValueError, more: str = "") -> tuple[str, str]:
    message, _, expected = str(error).partition("; write ")
    return message, (expected or FORM) + more
