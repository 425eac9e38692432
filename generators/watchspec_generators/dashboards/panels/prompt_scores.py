"""Whether a version is worse."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import seen
from watchspec_generators.dashboards.panel import PanelSpec

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def panel(monitoring: Monitoring) -> PanelSpec | None:
    """Loss of score of each prompt version, as the alerts compare it, if any does."""
    found = seen.lines(monitoring, "prompt_score_drop")
    if not found:
        return None
    return PanelSpec(
        id=413,
        title="How much worse do prompt versions score than the baseline?",
        description=(
            "Mean score of the baseline minus that of the version, over the alert's window; below 0 the version is "
            "better."
        ),
        kind="lines",
        unit="score",
        series=found,
        no_data="No call of the range names its prompt, or none of the baseline was judged.",
        width=12,
        minimum=None,
        signals=("prompt_score_drop",),
    )
