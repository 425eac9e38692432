"""Whether a version is worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec | None:
    """Rise of negative feedback of each prompt version, as the alerts compare it, if any does."""
    found = seen.lines(monitoring, "prompt_negative_feedback_rise")
    if not found:
        return None
    return PanelSpec(
        id=414,
        title="How much more negative feedback do prompt versions get than the baseline?",
        description=(
            "Share of negative ratings of the version minus that of the baseline; below 0 the version is better."
        ),
        kind="lines",
        unit="ratio",
        series=found,
        no_data="No call of the range names its prompt, or none of the baseline was judged.",
        width=12,
        minimum=None,
        signals=("prompt_negative_feedback_rise",),
    )
