"""Which panel shows what an alert is about, and over which time it should be looked at."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.about import draws, shows
from watchspec_generators.dashboards.build import boards
from watchspec_generators.links import board_page
from watchspec_generators.model.budgets import BudgetAlert
from watchspec_generators.model.types import BurnAlert, SignalAlert
from watchspec_generators.spec.shape import BOARDS
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from watchspec_generators.dashboards.panel import Board, PanelSpec
    from watchspec_generators.model import AnyAlert, Monitoring

_HOUR_MS = 3_600_000
_SHORTEST_MS = 3 * _HOUR_MS
_DAY_HOURS = 24


def shown(monitoring: Monitoring, alert: AnyAlert) -> tuple[Board, PanelSpec] | None:
    """The board and panel that draw what `alert` compares; None: none does.

    The overview comes first, so that links stay where they are when a spec asks for further boards; but what an
    alert on an error budget compares is drawn on the objective's own panel alone.
    """
    found = [(board, panel) for board in boards(monitoring) for panel in board.panels if shows(panel, alert)]
    exact = [each for each in found if draws(each[1], alert)]
    # A graph tells more than the one number above it.
    graphs = [each for each in found if each[1].kind != "stat"]
    return next(iter((*exact, *graphs, *found)), None)


def panel_of(monitoring: Monitoring, alert: AnyAlert) -> PanelSpec | None:
    """The panel that draws what `alert` compares; None: no panel does."""
    found = shown(monitoring, alert)
    return found[1] if found else None


def panel_page(monitoring: Monitoring, alert: AnyAlert) -> str:
    """URL of that panel, else of the first board, from well before the alert can have fired until now."""
    found = shown(monitoring, alert)
    if found:
        return board_page(monitoring, found[0].name, found[1].id, look_back(alert))
    return board_page(monitoring, first_board(monitoring), None, look_back(alert))


def first_board(monitoring: Monitoring) -> str:
    """The board that one looks at first; the overview's name, if there is none."""
    return next((board.name for board in boards(monitoring)), BOARDS[0])


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
