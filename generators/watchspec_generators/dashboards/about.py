"""Which alerts a panel is about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model import BudgetAlert, BurnAlert, SignalAlert

if TYPE_CHECKING:
    from watchspec_generators.dashboards.panel import PanelSpec
    from watchspec_generators.model import AnyAlert


def shows(panel: PanelSpec, alert: AnyAlert) -> bool:
    """Whether `panel` is about what `alert` watches."""
    if isinstance(alert, BurnAlert):
        return alert.objective.of in panel.objectives or draws(panel, alert)
    if isinstance(alert, BudgetAlert):
        return alert.of == panel.budgets
    return alert.signal in panel.signals if isinstance(alert, SignalAlert) else alert.name == panel.raw


def draws(panel: PanelSpec, alert: AnyAlert) -> bool:
    """Whether `panel` draws exactly what an alert on an error budget compares."""
    return isinstance(alert, BurnAlert) and alert.objective.name == panel.burns
