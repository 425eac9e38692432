"""One prompt version against another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards import sure
from watchspec_generators.dashboards.panel import Column, PanelSpec, Series
from watchspec_generators.dashboards.promql import PER_RANGE, mean, per_call, total
from watchspec_generators.signals.promql import any_of

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

_BY = ("prompt",)


def panel(monitoring: Monitoring) -> PanelSpec:
    """Calls, scores with their bounds, negative feedback and cost per call of each prompt version over the range."""
    calls = total(monitoring, catalogue.PROMPT_REQUESTS, f'prompt!="{catalogue.UNSET}"', by=_BY)
    score = f"({mean(monitoring, catalogue.PROMPT_SCORE, by=_BY, over=PER_RANGE)})"
    lower, upper = sure.bounds(score, total(monitoring, catalogue.PROMPT_SCORE, by=_BY, part="_count"))
    negative = total(monitoring, catalogue.PROMPT_FEEDBACK, any_of("rating", catalogue.NEGATIVE_RATINGS), by=_BY)
    rated = total(monitoring, catalogue.PROMPT_FEEDBACK, by=_BY)
    cost = per_call(total(monitoring, catalogue.PROMPT_COST, by=_BY), calls)
    return PanelSpec(
        id=415,
        title="Which prompt version is better?",
        description=(
            "Over the range shown. Where the bounds of two versions do not overlap, one is surely better; "
            "where they do, wait for more answers."
        ),
        kind="table",
        unit="none",
        series=tuple(
            Series(expr, instant=True, form="table")
            for expr in (f"{calls} > 0", score, lower, upper, per_call(negative, rated), cost)
        ),
        no_data="No call of the range names its prompt: watchspec.context(prompt=...) does.",
        width=24,
        columns=(
            Column("prompt", "Prompt version"),
            Column("Value #A", "Calls", "requests"),
            Column("Value #B", "Mean score", "score"),
            Column("Value #C", "Surely above", "score"),
            Column("Value #D", "Surely below", "score"),
            Column("Value #E", "Negative feedback", "ratio"),
            Column("Value #F", "Cost per call", "usd"),
        ),
    )
