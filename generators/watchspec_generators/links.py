"""Addresses that alerts, panels and runbooks share."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring
    from watchspec_generators.values import Duration


_LONGEST_UID = 40
"""Grafana refuses longer ones."""


def board_uid(monitoring: Monitoring, board: str) -> str:
    """Grafana's identifier of one of the service's boards."""
    wanted = monitoring.dashboards.wanted.get(board)
    uid = (wanted and wanted.uid) or f"{monitoring.service.name}-{board}"
    if len(uid) <= _LONGEST_UID:
        return uid
    return f"{uid[: _LONGEST_UID - 9]}-{crc32(uid.encode()):08x}"


def board_page(monitoring: Monitoring, board: str, panel: int | None = None, look_back: Duration | None = None) -> str:
    """URL of a board, or of one of its panels alone, at the board's own time range or a given one."""
    chosen = [f"var-service={monitoring.service.name}"]
    chosen += [f"viewPanel={panel}"] if panel is not None else []
    chosen += [f"from=now-{look_back}", "to=now"] if look_back is not None else []
    return f"{_board(monitoring, board)}?{'&'.join(chosen)}"


def detail_page(monitoring: Monitoring, board: str) -> str:
    """The same for links within Grafana, which fills in the time range and the choices of the board that one is on."""
    return f"{_board(monitoring, board)}?${{__url_time_range}}&${{__all_variables}}"


def _board(monitoring: Monitoring, board: str) -> str:
    return f"{monitoring.links.grafana.rstrip('/')}/d/{board_uid(monitoring, board)}"


def runbook_page(monitoring: Monitoring) -> str:
    """URL of the service's runbook."""
    return f"{monitoring.links.runbooks.rstrip('/')}/{monitoring.service.name}.md"


def runbook_section(monitoring: Monitoring, alert: str) -> str:
    """URL of the runbook's section on `alert`."""
    return f"{runbook_page(monitoring)}#{alert.lower()}"
