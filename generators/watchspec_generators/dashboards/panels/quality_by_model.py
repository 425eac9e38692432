"""Which model answers badly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.scores import scores_by

if TYPE_CHECKING:
    from watchspec_generators.dashboards.panel import PanelSpec
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Mean score by model."""
    return scores_by(monitoring, "model", monitoring.models, panel_id=403)
