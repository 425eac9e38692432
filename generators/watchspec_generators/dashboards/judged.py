"""A panel with all that the spec says about what it shows."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from watchspec_generators.dashboards.about import shows
from watchspec_generators.dashboards.boards import LAYOUTS
from watchspec_generators.dashboards.filters import unfiltered
from watchspec_generators.dashboards.limits import alert_limits, budget_limits, described, objective_limits
from watchspec_generators.dashboards.panel import Link
from watchspec_generators.links import detail_page, runbook_section
from watchspec_generators.model import BurnAlert
from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.dashboards.panel import Limit, PanelSpec
    from watchspec_generators.model import Monitoring


def judged(monitoring: Monitoring, board: str, panel: PanelSpec) -> PanelSpec:
    """`panel` of `board` with the spec's limits as lines and words, and links to more on it and to its runbooks."""
    limits = _limits(monitoring, panel)
    words = " ".join(part for part in (panel.description, unfiltered(monitoring, panel.series)) if part)
    links = (*_detail(monitoring, board, panel), *_runbooks(monitoring, panel))
    return replace(panel, description=described(words, limits), limits=limits, links=links)


def _detail(monitoring: Monitoring, board: str, panel: PanelSpec) -> Iterator[Link]:
    if panel.detail and panel.detail in monitoring.dashboards.wanted and panel.detail != board:
        yield Link(f"More: {LAYOUTS[panel.detail].title}", detail_page(monitoring, panel.detail))


def _runbooks(monitoring: Monitoring, panel: PanelSpec) -> Iterator[Link]:
    for alert in monitoring.alerts:
        # Those on error budgets are about the objective's own panel, and too many for every other.
        if shows(panel, alert) and (panel.burns or not isinstance(alert, BurnAlert)):
            yield Link(f"Runbook: {alert.name}", runbook_section(monitoring, alert.name))


def _limits(monitoring: Monitoring, panel: PanelSpec) -> tuple[Limit, ...]:
    judging = (signal for signal in panel.signals if SIGNALS[signal].unit == panel.unit)
    return (
        *panel.limits,
        *(budget_limits(monitoring, panel.budgets) if panel.budgets else ()),
        *(limit for signal in judging for limit in alert_limits(monitoring, signal)),
        *(limit for of in panel.objectives for limit in objective_limits(monitoring, of)),
    )
