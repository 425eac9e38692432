"""Where answers are bad."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.scores import scores_by

if TYPE_CHECKING:
    from watchspec_generators.dashboards.panel import PanelSpec
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec:
    """Mean score by feature."""
    return scores_by(monitoring, "feature", monitoring.features, panel_id=402)
