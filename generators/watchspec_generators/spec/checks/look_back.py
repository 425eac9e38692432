"""Rules look back no further than Prometheus keeps samples, and far enough to see two of them.

To mend: take a window that holds four scrapes, or keep samples for longer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.budgets import PACES
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem


def check(context: Context) -> Iterator[Problem]:
    """Windows longer than the retention or shorter than two scrapes."""
    prometheus = context.spec.prometheus
    for path, alert in context.alerts():
        signal = context.signals[alert.signal] if alert.signal else None
        if signal is None or signal.kind == "event":
            continue
        window, place = alert.window or signal.window, (*path, "window" if alert.window else "signal")
        furthest = Duration(window.milliseconds + max((b.milliseconds for b in signal.baselines), default=0))
        if furthest > prometheus.retention:
            message = f"{alert.name} looks back {furthest}, but Prometheus keeps samples for {prometheus.retention}"
            yield context.problem(
                place, message, f"a shorter window, or a `prometheus.retention` of at least {furthest}"
            )
        if window.milliseconds < 2 * prometheus.scrape_interval.milliseconds:
            message = f"a window of {window} holds less than two scrapes ({prometheus.scrape_interval} apart)"
            yield context.problem(place, message, "at least two scrape intervals, better four")
    for path, objective in context.objectives():
        if objective.window > prometheus.retention:
            message = f"{objective.name} looks back {objective.window}, longer than the retention"
            expected = f"at most `prometheus.retention`, {prometheus.retention}"
            yield context.problem((*path, "window"), message, expected)
    for path, budget in context.budgets():
        longest = PACES[budget.per].longest
        if longest > prometheus.retention:
            message = f"{budget.name} looks back {longest}, but Prometheus keeps samples for {prometheus.retention}"
            yield context.problem((*path, "per"), message, f"a `prometheus.retention` of at least {longest}")
