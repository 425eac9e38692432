"""Addresses that alerts, panels and runbooks share."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring
    from watchspec_generators.values import Duration


_LONGEST_UID = 40
"""Grafana refuses longer ones."""


def overview_uid(monitoring: Monitoring) -> str:
    """Grafana's identifier of the service's overview."""
    wanted = monitoring.dashboards.overview
    uid = (wanted and wanted.uid) or f"{monitoring.service.name}-overview"
    if len(uid) <= _LONGEST_UID:
        return uid
    return f"{uid[: _LONGEST_UID - 9]}-{crc32(uid.encode()):08x}"


def overview_page(monitoring: Monitoring, panel: int | None = None, look_back: Duration | None = None) -> str:
    """URL of the service's overview, or of one of its panels alone, at the board's own time range or a given one."""
    chosen = [f"var-service={monitoring.service.name}"]
    chosen += [f"viewPanel={panel}"] if panel is not None else []
    chosen += [f"from=now-{look_back}", "to=now"] if look_back is not None else []
    return f"{monitoring.links.grafana.rstrip('/')}/d/{overview_uid(monitoring)}?{'&'.join(chosen)}"


def runbook_page(monitoring: Monitoring) -> str:
    """URL of the service's runbook."""
    return f"{monitoring.links.runbooks.rstrip('/')}/{monitoring.service.name}.md"


def runbook_section(monitoring: Monitoring, alert: str) -> str:
    """URL of the runbook's section on `alert`."""
    return f"{runbook_page(monitoring)}#{alert.lower()}"
