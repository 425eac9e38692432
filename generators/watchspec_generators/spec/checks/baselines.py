"""Signals that compare prompt versions need one to compare with; no other signal has a use for it.

To mend: name the version that is known to be good as `baseline`, or leave it out where nothing compares versions.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec._internal.labels import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path

_EXPECTED = "the name of a prompt version, as in context(prompt=...), such as `support/v11`"


def check(context: Context) -> Iterator[Problem]:
    """A baseline that is missing, of no use, or that the exporter would write otherwise."""
    for path, alert in context.alerts():
        if alert.signal is not None:
            yield from _judge(context, path, alert, needed=context.signals[alert.signal].against_version)


def _judge(context: Context, path: Path, alert: shape.Alert, *, needed: bool) -> Iterator[Problem]:
    if alert.baseline is None:
        if needed:
            message = f"{alert.signal} has nothing to compare versions with"
            yield context.problem((*path, "signal"), message, f"`baseline` with {_EXPECTED}", key=True)
    elif not needed:
        message = f"{alert.signal} compares no versions"
        yield context.problem((*path, "baseline"), message, "no baseline", key=True)
    elif clean(alert.baseline) != alert.baseline:
        yield context.problem((*path, "baseline"), f"no label is ever {alert.baseline!r}", _EXPECTED)
