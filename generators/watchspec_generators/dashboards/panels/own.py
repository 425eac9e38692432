"""A panel that a user has written into the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.rules.queries import standard_query
from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring
    from watchspec_generators.spec import shape

_FIRST_ID = 3_000_000
_IDS = 1_000_000


def panel(monitoring: Monitoring, written: shape.OwnPanel) -> PanelSpec:
    """What the spec asks for; its id follows from its title."""
    signal = SIGNALS[written.signal] if written.signal else None
    return PanelSpec(
        id=_FIRST_ID + crc32(written.title.encode()) % _IDS,
        title=written.title,
        description=written.description or (signal.summary if signal else "A panel of the spec's own."),
        kind="lines",
        unit=signal.unit if signal else written.unit,
        series=_series(monitoring, written),
        no_data="No traffic of this kind in the range." if signal else "The expression finds no series.",
        width=12,
        signals=(signal.name,) if signal else (),
        minimum=None,
        colours=colours((monitoring.service.name, *monitoring.models)),
    )


def _series(monitoring: Monitoring, written: shape.OwnPanel) -> tuple[Series, ...]:
    if written.signal is None:
        return (Series(written.expr or "", written.legend),)
    query = standard_query(monitoring, SIGNALS[written.signal], written.by)
    return (Series(seen.recorded(monitoring, written.signal, query), seen.legend(query)),)
