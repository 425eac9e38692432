"""Of two alerts on one signal, the more severe one needs the worse value.

To mend: give the milder alert the threshold that is passed earlier.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.checks.thresholds import is_quantity
from watchspec_generators.spec.tree import locate
from watchspec_generators.values import parse_quantity

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path

_ORDER = ("info", "warning", "critical")


def check(context: Context) -> Iterator[Problem]:
    """Warnings that are no earlier sign than the critical alert on the same quantity."""
    alerts = [(path, alert) for path, alert in context.alerts() if alert.severity in _ORDER and _worse(context, alert)]
    for path, mild in alerts:
        for other, severe in alerts:
            if _ORDER.index(mild.severity) < _ORDER.index(severe.severity) and _same(mild, severe):
                yield from _compare(context, (path, mild), (other, severe))


def _compare(context: Context, mild: tuple[Path, shape.Alert], severe: tuple[Path, shape.Alert]) -> Iterator[Problem]:
    early, late = _worse(context, mild[1]), _worse(context, severe[1])
    if early is None or late is None or early[0] != late[0] or early[1] < late[1]:
        return
    key = early[0]
    line = locate(context.root, (*severe[0], "name")).line
    message = f"{mild[1].name} is no earlier sign than {severe[1].name} (line {line}), which is more severe"
    side = "less" if key == "above" else "more"
    limit = getattr(severe[1], key)
    yield context.problem((*mild[0], key), message, f"{side} than {limit}")


def _same(one: shape.Alert, other: shape.Alert) -> bool:
    def about(alert: shape.Alert) -> object:
        return alert.signal, frozenset(alert.by), alert.window, tuple(sorted(alert.labels.items()))

    return about(one) == about(other)


def _worse(context: Context, alert: shape.Alert) -> tuple[str, float] | None:
    """The threshold's side, and a number that grows with how bad the value must be."""
    if alert.signal is None:
        return None
    unit = context.signals[alert.signal].unit
    for key, written, sign in (("above", alert.above, 1), ("below", alert.below, -1)):
        if written is not None and is_quantity(written, unit):
            return key, sign * parse_quantity(written, unit).value
    return None
