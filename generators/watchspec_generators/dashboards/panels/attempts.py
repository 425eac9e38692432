"""How attempts end."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import growth

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """HTTP attempts per minute by status."""
    return PanelSpec(
        id=209,
        title="How do attempts end?",
        description=(
            "HTTP attempts per minute by status, retries included: 429 is a rate limit, 5xx the provider, `timeout` "
            "and `connection` the network."
        ),
        kind="areas",
        unit="requests/minute",
        series=(Series(f"60 * {growth(monitoring, catalogue.ATTEMPTS, by=('status',))}", "{{status}}"),),
        no_data="No attempts in the range.",
        width=8,
    )
