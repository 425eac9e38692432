"""Routes and inhibitions match labels that some alert carries, with values that it can have.

To mend: take a label and a value that some alert has.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

from watchspec_generators.spec.delivery import values_of
from watchspec_generators.spec.labels import FIXED, all_fixed_labels
from watchspec_generators.spec.shape import Severity
from watchspec_generators.spec.suggest import did_you_mean, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path

WHOLE_SPEC = True


def check(context: Context) -> Iterator[Problem]:
    """Labels that no alert has, and values that no alert gives them."""
    known = _known(context)
    for path, label, wanted in _matchers(context):
        if label not in known:
            message = f"no alert carries the label `{label}`"
            yield context.problem((*path, label), message, one_of(known), did_you_mean(label, known), key=True)
            continue
        values = known[label]
        if values is None:
            continue
        for value in sorted(values_of(wanted) - values):
            message = f"no alert has {label} `{value}`"
            yield context.problem((*path, label), message, one_of(values), did_you_mean(value, values))


def _known(context: Context) -> Mapping[str, frozenset[str] | None]:
    """Labels with their possible values; None where only the running service knows them."""
    alerts = context.spec.alerts
    given = all_fixed_labels(context.spec)
    names = {name for labels in given for name in labels}
    known: dict[str, frozenset[str] | None] = {
        name: frozenset(labels[name] for labels in given if name in labels) for name in names
    }
    # Routes for severities, owners and signals may be laid before there are alerts to take them.
    known |= {
        "severity": frozenset(get_args(Severity)),
        "owner": frozenset(context.names("owners")),
        "signal": frozenset(context.signals),
    }
    # An expression of its own may bring any label, but not those that the generators set.
    raw = any(alert.expr is not None for alert in alerts)
    split = {label for part in (*(a.by for a in alerts), *(b.by for b in context.spec.budgets)) for label in part}
    brought = {label for _, label, _ in _matchers(context)} - set(known) - set(FIXED) if raw else set()
    return {**known, **dict.fromkeys(split | brought)}


def _matchers(context: Context) -> Iterator[tuple[Path, str, str | tuple[str, ...]]]:
    for path, route in context.routes():
        for label, wanted in route.match.items():
            yield (*path, "match"), label, wanted
    for index, rule in enumerate(context.spec.inhibit):
        for key, side in (("source", rule.source), ("target", rule.target)):
            for label, value in side.items():
                yield ("inhibit", index, key), label, value
