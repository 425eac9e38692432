"""PromQL of panels: the service's own selector, the board's variables, and growth of the catalogue's metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.signals.promql import selector, summed

if TYPE_CHECKING:
    from watchspec.catalogue import Metric
    from watchspec_generators.model import Monitoring

PER_POINT = "$__rate_interval"
"""A window that Grafana fits to the distance between points, never shorter than four scrapes."""
PER_RANGE = "$__range"
"""The whole time range that the board shows."""

FILTERS = {label: f'{label}=~"${label}"' for label in ("provider", "model", "feature")}
"""Matchers of the board's variables, by label."""


def growth(
    monitoring: Monitoring,
    metric: Metric,
    *matchers: str,
    by: tuple[str, ...] = (),
    part: str = "",
    over: str | None = None,
) -> str:
    """How a counter of the service grows under the board's variables, added up by `by`.

    Per second between points, or in all over a window. `part` is a histogram's suffix, such as `_bucket`.
    """
    chosen = selector(f"{metric.name}{part}", monitoring.matchers, *FILTERS.values(), *matchers)
    return summed(by, f"increase({chosen}[{over}])" if over else f"rate({chosen}[{PER_POINT}])")


def total(monitoring: Monitoring, metric: Metric, *matchers: str, by: tuple[str, ...], part: str = "") -> str:
    """How much a counter grew over the range shown, by `by`."""
    return growth(monitoring, metric, *matchers, by=by, part=part, over=PER_RANGE)
