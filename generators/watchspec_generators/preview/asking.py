"""What a dashboard asks of Prometheus, as values."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.preview import timing
from watchspec_generators.preview.reading import Target
from watchspec_generators.preview.variables import builtins, interpolate

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.preview.reading import Dashboard, Panel
    from watchspec_generators.preview.timing import Span
    from watchspec_generators.preview.variables import Choice

POINTS_PER_COLUMN = 30
"""A preview's panel of half the width has 360 points: more could not be told apart."""


@dataclass(frozen=True, slots=True)
class Question:
    """One query as it is sent: at `span.end` when it is instant, else over the span."""

    target: Target
    expr: str
    span: Span


@dataclass(frozen=True, slots=True)
class Setting:
    """What all questions share: the moment that is now, what is chosen, and how dense the data are."""

    now: int
    choices: Mapping[str, Choice]
    scrape: int = 0
    """Least distance between points and samples, in milliseconds, where the data are sparser than panels expect."""


def questions(dashboard: Dashboard, panel: Panel, setting: Setting) -> tuple[Question, ...]:
    """Every query of a panel that Prometheus can answer."""
    span = panel_span(dashboard, panel, setting)
    given = builtins(span, _scrape(panel, setting), panel.back or dashboard.range)
    return tuple(
        Question(target, interpolate(target.expr, setting.choices, given), span)
        for target in panel.targets
        if target.source == "prometheus" and target.expr
    )


def annotation_questions(dashboard: Dashboard, setting: Setting) -> tuple[Question, ...]:
    """The queries behind the marks on every graph."""
    scrape = setting.scrape or timing.DEFAULT_SCRAPE
    distance = timing.step(dashboard.range, 24 * POINTS_PER_COLUMN, scrape)
    span = timing.span(setting.now, dashboard.range, distance)
    given = builtins(span, scrape, dashboard.range)
    return tuple(
        Question(Target(str(index), one.expr, one.title), interpolate(one.expr, setting.choices, given), span)
        for index, one in enumerate(dashboard.annotations)
    )


def panel_span(dashboard: Dashboard, panel: Panel, setting: Setting) -> Span:
    """From when until when a panel shows, and how far apart its points are."""
    length = panel.back or dashboard.range
    points = min(panel.most_points, panel.place.width * POINTS_PER_COLUMN)
    distance = timing.step(length, points, max(panel.least_step or 0, setting.scrape))
    return timing.span(setting.now, length, distance)


def _scrape(panel: Panel, setting: Setting) -> int:
    return max(panel.least_step or timing.DEFAULT_SCRAPE, setting.scrape)
