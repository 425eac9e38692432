"""Each alert says what to do first.

To mend: give the alert a `runbook` with the first steps; a line is enough.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "warning"


def check(chain: Chain) -> Iterator[Problem]:
    """Alerts without first steps; a watchdog, which asks nothing, needs none."""
    for alert in chain.monitoring.alerts:
        if not alert.runbook.strip() and alert.severity != "none":
            message = f"{alert.name} doesn't say what to do first"
            yield chain.context.problem((*alert.path, "name"), message, "`runbook` with the first steps")
