"""Whether Prometheus hears everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Share of failed scrapes by target, as the alerts compare it."""
    return PanelSpec(
        id=600,
        title="Which targets do not answer?",
        description="Share of the latest scrapes that failed.",
        kind="lines",
        unit="ratio",
        series=seen.lines(monitoring, "down_ratio"),
        no_data="Prometheus has no such target: is the scrape job named in the spec's selector there?",
        width=8,
        signals=("down_ratio",),
        maximum=1,
    )
