"""Which panels show what an alert watches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model import BurnAlert, SignalAlert

if TYPE_CHECKING:
    from watchspec_generators.dashboards.panel import Board, PanelSpec
    from watchspec_generators.model import AnyAlert


def shows(panel: PanelSpec, alert: AnyAlert) -> bool:
    """Whether `panel` is about what `alert` watches."""
    if isinstance(alert, BurnAlert):
        return alert.objective.of in panel.objectives
    return isinstance(alert, SignalAlert) and alert.signal in panel.signals


def best_panel(board: Board, alert: AnyAlert) -> PanelSpec | None:
    """The panel to look at first when `alert` fires: a graph tells more than the one number above it."""
    panels = [panel for panel in board.panels if shows(panel, alert)]
    return next((panel for panel in panels if panel.kind != "stat"), next(iter(panels), None))
