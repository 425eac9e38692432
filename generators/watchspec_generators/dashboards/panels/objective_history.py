"""How it was, day by day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import own
from watchspec_generators.rules.objectives import base_window, good_count, total_name
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

_DAY = Duration(86_400_000)


def panel(monitoring: Monitoring) -> PanelSpec | None:
    """The share of good calls of each day, over the longest window of an objective, if there are objectives."""
    if not monitoring.objectives:
        return None
    day = _DAY.scaled(monitoring.time_scale)
    names = (good_count(monitoring), total_name(monitoring, base_window(monitoring)))
    good, judged = (f"sum_over_time({own(name)}[{day}])" for name in names)
    back = max(objective.window for objective in monitoring.objectives)
    return PanelSpec(
        id=502,
        title="How did each day go?",
        description=(
            f"Share of good calls in the {day} before each bar, over the last {back}, whatever the range shown."
        ),
        kind="columns",
        unit="ratio",
        series=(Series(f"sum by (objective) ({good}) / (sum by (objective) ({judged}) > 0)", "{{objective}}"),),
        no_data="No judged calls yet, or Prometheus does not record this service's objectives.",
        width=24,
        minimum=None,
        maximum=1,
        back=back,
        step=day,
        colours=colours(objective.name for objective in monitoring.objectives),
    )
