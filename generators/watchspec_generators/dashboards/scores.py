"""The mean score of answers by what they were made with, on panels that stand side by side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.palette import colours
from watchspec_generators.dashboards.panel import PanelSpec, Series
from watchspec_generators.dashboards.promql import mean

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.model import Monitoring


def scores_by(monitoring: Monitoring, label: str, names: Iterable[str], *, panel_id: int) -> PanelSpec:
    """Mean score by `label`, of which the spec declares `names`."""
    return PanelSpec(
        id=panel_id,
        title=f"How good are the answers, by {label}?",
        description="Mean score of the answers that were evaluated, from 0 to 1.",
        kind="lines",
        unit="score",
        series=(Series(mean(monitoring, catalogue.EVALUATION_SCORE, by=(label,)), f"{{{{{label}}}}}"),),
        no_data="No answer was evaluated in the range: watchspec.score() reports one.",
        width=8,
        maximum=1,
        decimals=2,
        colours=colours(names),
    )
