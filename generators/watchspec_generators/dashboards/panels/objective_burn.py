"""What alerts on error budgets compare."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from watchspec_generators.dashboards.limits import ROLES
from watchspec_generators.dashboards.panel import Limit, PanelSpec, Series
from watchspec_generators.model import BurnAlert
from watchspec_generators.rules.objectives import burn_expr, recorded_windows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import Objective

_FIRST_ID = 4_000_000
_IDS = 1_000_000


def panels(monitoring: Monitoring) -> Iterator[PanelSpec]:
    """For each objective, how fast its budget burned over each window that its alerts look at, and their limits."""
    for objective in monitoring.objectives:
        yield PanelSpec(
            id=_FIRST_ID + crc32(objective.name.encode()) % _IDS,
            title=f"How fast does the error budget of {objective.name} burn?",
            description="Over each window; an alert fires when both of its windows are over its limit.",
            kind="lines",
            unit="none",
            series=tuple(
                Series(burn_expr(monitoring, objective, window), f"over {window}")
                for window in sorted(recorded_windows(monitoring, objective))
            ),
            no_data="No judged calls in the window, so nothing burns.",
            width=12,
            burns=objective.name,
            limits=tuple(_limits(monitoring, objective)),
        )


def _limits(monitoring: Monitoring, objective: Objective) -> Iterator[Limit]:
    for alert in monitoring.alerts:
        if isinstance(alert, BurnAlert) and alert.objective == objective:
            for pair in alert.windows:
                text = f"{pair.burn:g}, over {pair.long} and {pair.short}"
                yield Limit(pair.burn, text, ROLES.get(alert.severity, "info"), "above", alert.name)
