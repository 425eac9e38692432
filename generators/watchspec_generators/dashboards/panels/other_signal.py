"""The panel of any signal that has none of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec
from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

_FIRST_ID = 1000
_IDS = 1_000_000


def panel(monitoring: Monitoring, signal: str) -> PanelSpec:
    """What the alerts on `signal` compare."""
    return PanelSpec(
        id=_FIRST_ID + crc32(signal.encode()) % _IDS,
        title=f"Signal {signal}",
        description=SIGNALS[signal].summary,
        kind="lines",
        unit=SIGNALS[signal].unit,
        series=seen.lines(monitoring, signal),
        no_data="No traffic of this kind in the range.",
        width=12,
        signals=(signal,),
        colours=colours((monitoring.service.name, *monitoring.models)),
    )
