"""The watchdog is heard all the time: repeated every five minutes or less, never held back.

To mend: give the watchdog severity none and a route of its own with short intervals and without windows.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.delivery import deliveries
from watchspec_generators.spec.labels import fixed_labels
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.delivery import Stop
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path

WHOLE_SPEC = True
SIGNAL = "watchdog"
_MOST = Duration(300_000)
_NONE, _SOME = "only a watchdog has no severity", "critical, warning or info"


def check(context: Context) -> Iterator[Problem]:
    """Watchdogs with a severity, and the ways on which they would be late or silent."""
    for path, alert in context.alerts():
        if alert.signal == SIGNAL:
            yield from _severity(context, path, alert)
            for stop in deliveries(context.spec.routing, fixed_labels(context.spec, alert)):
                yield from _way(context, alert.name, stop)
        elif alert.severity == "none":
            yield context.problem((*path, "severity"), _NONE, _SOME)
    for urgency in ("page", "ticket"):
        if getattr(context.spec.severities, urgency) == "none":
            yield context.problem(("severities", urgency), _NONE, _SOME)


def _severity(context: Context, path: Path, alert: shape.Alert) -> Iterator[Problem]:
    if alert.severity != "none":
        message = f"{alert.name} always fires, so it would be taken for trouble of severity {alert.severity}"
        yield context.problem((*path, "severity"), message, "none")


def _way(context: Context, name: str, stop: Stop) -> Iterator[Problem]:
    # Repeats are sent at the looks at the group, so the last look before the interval is over comes too early.
    looks = -(-stop.repeat_interval.milliseconds // max(stop.group_interval.milliseconds, 1))
    interval = Duration(looks * stop.group_interval.milliseconds)
    if interval > _MOST:
        message = f"{name} is repeated only every {interval} by the receiver {stop.receiver}"
        hint = "give it a route of its own with a short group_interval and repeat_interval"
        yield context.problem(stop.repeat_interval_path, message, f"at most {_MOST}", hint)
    if stop.silenced:
        message = f"{name} is held back by {', '.join(stop.silenced)}"
        yield context.problem(stop.path, message, "a route without `mute` and `active`, of its own or its parents'")
