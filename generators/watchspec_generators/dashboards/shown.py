"""Which panel shows what an alert is about, and over which time it should be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.about import shows
from watchspec_generators.dashboards.overview import overview
from watchspec_generators.links import overview_page
from watchspec_generators.model.budgets import BudgetAlert
from watchspec_generators.model.types import BurnAlert, SignalAlert
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from watchspec_generators.dashboards.panel import PanelSpec
    from watchspec_generators.model import AnyAlert, Monitoring

_HOUR_MS = 3_600_000
_SHORTEST_MS = 3 * _HOUR_MS
_DAY_HOURS = 24


def panel_of(monitoring: Monitoring, alert: AnyAlert) -> PanelSpec | None:
    """The panel of the overview that draws what `alert` compares; None: no panel does."""
    board = overview(monitoring)
    panels = [panel for panel in board.panels if shows(panel, alert)] if board else []
    # A graph tells more than the one number above it.
    return next((panel for panel in panels if panel.kind != "stat"), next(iter(panels), None))


def panel_page(monitoring: Monitoring, alert: AnyAlert) -> str:
    """URL of that panel, else of the whole overview, from well before the alert can have fired until now."""
    panel = panel_of(monitoring, alert)
    return overview_page(monitoring, panel.id if panel else None, look_back(alert))


def look_back(alert: AnyAlert) -> Duration:
    """Twice the time that a breach takes to fire, in whole hours or days, and at least three hours."""
    wanted = max(_SHORTEST_MS, 2 * (_window(alert).milliseconds + alert.for_.milliseconds))
    hours = -(-wanted // _HOUR_MS)
    return Duration((hours if hours <= _DAY_HOURS else -(-hours // _DAY_HOURS) * _DAY_HOURS) * _HOUR_MS)


def _window(alert: AnyAlert) -> Duration:
    if isinstance(alert, SignalAlert):
        return alert.window
    if isinstance(alert, BurnAlert):
        return max(pair.long for pair in alert.windows)
    return alert.budget.pace.usual if isinstance(alert, BudgetAlert) else Duration(0)
