"""The boards that a spec asks for, filled from their layouts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.boards import LAYOUTS
from watchspec_generators.dashboards.events import events
from watchspec_generators.dashboards.filters import variables
from watchspec_generators.dashboards.judged import judged
from watchspec_generators.dashboards.panel import Board, Link, Row
from watchspec_generators.dashboards.panels import other_signal, own, raw_alert
from watchspec_generators.links import board_uid, runbook_page
from watchspec_generators.model import RawAlert, SignalAlert
from watchspec_generators.remembered import remembered
from watchspec_generators.signals import SIGNALS
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.dashboards.panel import PanelSpec
    from watchspec_generators.model import Monitoring

_RANGE = Duration(6 * 3_600_000)
_FIRST_ROW = 101
_OWN_ROW, _LAST_ROW = 198, 199
"""Ids of headings; nothing links to them."""


@remembered
def boards(monitoring: Monitoring) -> tuple[Board, ...]:
    """The boards that the spec asks for and has something to show on; the first one has what no other shows."""
    rows = {name: _rows(monitoring, name) for name in monitoring.dashboards.wanted}
    filled = {name: found for name, found in rows.items() if found}
    others = tuple(_others(monitoring, filled))
    return tuple(
        _board(monitoring, name, (*found, *(_others_row(monitoring, name, others) if not index else ())))
        for index, (name, found) in enumerate(filled.items())
    )


def board(monitoring: Monitoring, name: str) -> Board | None:
    """One of them; None, if the spec does not ask for it, or has nothing to show there."""
    return next((board for board in boards(monitoring) if board.name == name), None)


def _board(monitoring: Monitoring, name: str, rows: tuple[Row, ...]) -> Board:
    wanted, layout, service = monitoring.dashboards.wanted[name], LAYOUTS[name], monitoring.service
    return Board(
        name=name,
        uid=board_uid(monitoring, name),
        title=f"{service.name}: {wanted.title or layout.title}",
        description=" ".join(part for part in (service.description, layout.about) if part),
        tags=("watchspec", "llm", service.name),
        variables=variables(monitoring),
        rows=rows,
        links=(Link("Runbook", runbook_page(monitoring)),),
        events=tuple(events(monitoring)),
        range=_RANGE.scaled(monitoring.time_scale),
        refresh=wanted.refresh,
        step=monitoring.prometheus.scrape_interval,
        traces=monitoring.dashboards.traces,
    )


def _rows(monitoring: Monitoring, name: str) -> tuple[Row, ...]:
    rows = (
        _row(monitoring, name, number, section.title, tuple(section.panels(monitoring)))
        for number, section in enumerate(LAYOUTS[name].sections, _FIRST_ROW)
    )
    return (*(row for row in rows if row.panels), *_own_row(monitoring, name))


def _own_row(monitoring: Monitoring, name: str) -> tuple[Row, ...]:
    written = [own.panel(monitoring, panel) for panel in monitoring.dashboards.panels if panel.board == name]
    return (_row(monitoring, name, _OWN_ROW, "Of your own", tuple(written)),) if written else ()


def _row(monitoring: Monitoring, board: str, number: int, title: str, panels: tuple[PanelSpec, ...]) -> Row:
    return Row(number, title, tuple(judged(monitoring, board, panel) for panel in panels))


def _others_row(monitoring: Monitoring, board: str, others: tuple[PanelSpec, ...]) -> tuple[Row, ...]:
    return (_row(monitoring, board, _LAST_ROW, "What else do alerts watch?", others),) if others else ()


def _others(monitoring: Monitoring, filled: Mapping[str, tuple[Row, ...]]) -> Iterator[PanelSpec]:
    """A panel of its own for what alerts watch and no other panel shows."""
    panels = (panel for rows in filled.values() for row in rows for panel in row.panels)
    shown = {signal for panel in panels for signal in panel.signals}
    for signal in sorted({alert.signal for alert in monitoring.alerts if isinstance(alert, SignalAlert)} - shown):
        if SIGNALS[signal].kind == "threshold":
            yield other_signal.panel(monitoring, signal)
    yield from (raw_alert.panel(alert) for alert in monitoring.alerts if isinstance(alert, RawAlert))
