"""The overview: is the service well, is it fast, do calls fail, are answers good, where do time and money go?"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards import panels as every
from watchspec_generators.dashboards.about import shows
from watchspec_generators.dashboards.limits import alert_limits, budget_limits, described, objective_limits
from watchspec_generators.dashboards.panel import Board, Link, Row, Variable
from watchspec_generators.dashboards.promql import FILTERS
from watchspec_generators.links import overview_uid, runbook_page, runbook_section
from watchspec_generators.model import BurnAlert, RawAlert, SignalAlert
from watchspec_generators.remembered import remembered
from watchspec_generators.signals import SIGNALS
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.dashboards.panel import Limit, PanelSpec
    from watchspec_generators.model import Monitoring

_RANGE = Duration(6 * 3_600_000)
_ROWS = (
    (101, "Is the service well?", (every.requests_per_minute, every.error_rate, every.p95_latency, every.recent_cost)),
    (
        102,
        "Is it fast?",
        (every.latency, every.latency_heatmap, every.first_token, every.generation_speed, every.tokens),
    ),
    (103, "Do calls fail?", (every.error_ratio, every.errors_by_type)),
    (104, "Are the answers good?", (every.quality, every.hallucinations, every.feedback)),
    (105, "Where do time and money go?", (every.slowest, every.cost_by_feature, every.cost_growth)),
)
_OTHER_ROW = 106
_LEFT = (
    107,
    "How much is left?",
    (every.error_budget_left, every.error_budget_burn, every.budget_spent, every.budget_forecast),
)


@remembered
def overview(monitoring: Monitoring) -> Board | None:
    """The overview board, or None when the spec asks for none."""
    wanted = monitoring.dashboards.overview
    if wanted is None:
        return None
    service = monitoring.service.name
    return Board(
        uid=overview_uid(monitoring),
        title=f"{service}: {wanted.title}",
        description=monitoring.service.description,
        tags=("watchspec", "llm", service),
        variables=_variables(monitoring),
        rows=_rows(monitoring),
        links=(Link("Runbook", runbook_page(monitoring)),),
        firing='ALERTS{service="$service",alertstate="firing",severity!="none"}',
        range=_RANGE.scaled(monitoring.time_scale),
        refresh=wanted.refresh,
        step=monitoring.prometheus.scrape_interval,
    )


def _variables(monitoring: Monitoring) -> tuple[Variable, ...]:
    chosen: list[str] = []
    variables = [Variable("service", "Service", values=(monitoring.service.name,))]
    for label in FILTERS:
        inner = ",".join((monitoring.matchers, *chosen))
        variables.append(Variable(label, label.capitalize(), f"{catalogue.REQUESTS.name}{{{inner}}}"))
        chosen.append(FILTERS[label])
    return tuple(variables)


def _rows(monitoring: Monitoring) -> tuple[Row, ...]:
    rows = tuple(
        Row(number, title, tuple(_judged(monitoring, module.panel(monitoring)) for module in modules))
        for number, title, modules in _ROWS
    )
    number, title, modules = _LEFT
    granted = tuple(_judged(monitoring, panel) for module in modules if (panel := module.panel(monitoring)))
    others = tuple(_judged(monitoring, panel) for panel in _others(monitoring, rows))
    further = (Row(number, title, granted), Row(_OTHER_ROW, "What else do alerts watch?", others))
    return (*rows, *(row for row in further if row.panels))


def _others(monitoring: Monitoring, rows: tuple[Row, ...]) -> Iterator[PanelSpec]:
    """A panel of its own for what alerts watch and no other panel shows."""
    shown = {signal for row in rows for panel in row.panels for signal in panel.signals}
    for signal in sorted({alert.signal for alert in monitoring.alerts if isinstance(alert, SignalAlert)} - shown):
        if SIGNALS[signal].kind == "threshold":
            yield every.other_signal.panel(monitoring, signal)
    yield from (every.raw_alert.panel(alert) for alert in monitoring.alerts if isinstance(alert, RawAlert))


def _judged(monitoring: Monitoring, panel: PanelSpec) -> PanelSpec:
    """`panel` with the spec's limits as lines and words, and links to the runbook of its alerts."""
    limits = _limits(monitoring, panel)
    alerts = [alert for alert in monitoring.alerts if shows(panel, alert) and not isinstance(alert, BurnAlert)]
    words = " ".join(part for part in (panel.description, _unfiltered(panel)) if part)
    links = tuple(Link(f"Runbook: {alert.name}", runbook_section(monitoring, alert.name)) for alert in alerts)
    return replace(panel, description=described(words, limits), limits=limits, links=links)


def _unfiltered(panel: PanelSpec) -> str:
    """Which of the board's choices the panel leaves aside, since its series do not have the label."""
    ignored = [
        label for label, matcher in FILTERS.items() if not any(matcher in series.expr for series in panel.series)
    ]
    return f"Not filtered by {' or '.join(ignored)}." if ignored else ""


def _limits(monitoring: Monitoring, panel: PanelSpec) -> tuple[Limit, ...]:
    judging = (signal for signal in panel.signals if SIGNALS[signal].unit == panel.unit)
    return (
        *panel.limits,
        *(budget_limits(monitoring, panel.budgets) if panel.budgets else ()),
        *(limit for signal in judging for limit in alert_limits(monitoring, signal)),
        *(limit for of in panel.objectives for limit in objective_limits(monitoring, of)),
    )
