"""What has a name is used.

To mend: remove it, or name it where it is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "warning"


def check(chain: Chain) -> Iterator[Problem]:
    """Windows that hold no route back, and owners that no alert has."""
    held = {window for _, route in chain.context.routes() for window in (*route.mute, *route.active)}
    owning = {alert.owner for alert in chain.monitoring.alerts} | {chain.monitoring.service.owner}
    for section, names, used, what in (
        ("windows", chain.monitoring.windows, held, "no route is held back by the window"),
        ("owners", chain.monitoring.owners, owning, "no alert belongs to"),
    ):
        for name in names:
            if name not in used:
                yield chain.context.problem(
                    (section, name), f"{what} `{name}`", "a use of it", "or remove it", key=True
                )
