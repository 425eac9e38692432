"""What alerts compare can be looked at.

To mend: `dashboards: {overview: {title: ...}}`, if you have a Grafana.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "note"


def check(chain: Chain) -> Iterator[Problem]:
    """A spec that asks for no dashboard, so that no alert has a panel."""
    if not chain.monitoring.dashboards.wanted:
        message = "no alert has a panel, since the spec asks for no dashboard"
        yield chain.context.problem(("dashboards",), message, "`dashboards: {overview: {title: ...}}`", key=True)
