"""PromQL of panels: the service's own selector, the board's variables, and growth of the catalogue's metrics."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.dashboards.filters import narrowed
from watchspec_generators.rules.queries import standard_query
from watchspec_generators.signals import SIGNALS
from watchspec_generators.signals.promql import ANSWERED, of_generation, selector, summed

if TYPE_CHECKING:
    from watchspec.catalogue import Metric
    from watchspec_generators.model import Monitoring

PER_POINT = "$__rate_interval"
"""A window that Grafana fits to the distance between points, never shorter than four scrapes."""
PER_RANGE = "$__range"
"""The whole time range that the board shows."""


def own(recorded: str, *matchers: str) -> str:
    """Selector of a recorded series of the service that is looked at."""
    return selector(recorded, 'service="$service"', *matchers)


def chosen(monitoring: Monitoring, metric: Metric, *matchers: str, part: str = "") -> str:
    """Selector of the service's series of a metric under the board's variables; `part` is a histogram's suffix."""
    narrowing = narrowed(monitoring, metric.all_labels)
    return selector(f"{metric.name}{part}", monitoring.matchers, *narrowing, *matchers)


def growth(
    monitoring: Monitoring,
    metric: Metric,
    *matchers: str,
    by: tuple[str, ...] = (),
    part: str = "",
    over: str | None = None,
) -> str:
    """How a counter of the service grows under the board's variables, added up by `by`.

    Per second between points, or in all over a window.
    """
    counter = chosen(monitoring, metric, *matchers, part=part)
    return summed(by, f"increase({counter}[{over}])" if over else f"rate({counter}[{PER_POINT}])")


def total(monitoring: Monitoring, metric: Metric, *matchers: str, by: tuple[str, ...] = (), part: str = "") -> str:
    """How much a counter grew over the range shown, by `by`."""
    return growth(monitoring, metric, *matchers, by=by, part=part, over=PER_RANGE)


def quantile(
    monitoring: Monitoring,
    share: float,
    metric: Metric,
    *matchers: str,
    by: tuple[str, ...] = (),
    over: str | None = None,
) -> str:
    """What that share of a histogram's observations is below."""
    buckets = growth(monitoring, metric, *matchers, by=("le", *by), part="_bucket", over=over)
    return f"histogram_quantile({share:g}, {buckets})"


def mean(
    monitoring: Monitoring, metric: Metric, *matchers: str, by: tuple[str, ...] = (), over: str | None = None
) -> str:
    """The mean of a histogram's observations, absent without any."""
    of, count = (growth(monitoring, metric, *matchers, by=by, part=part, over=over) for part in ("_sum", "_count"))
    return per_call(of, count)


def answered(monitoring: Monitoring) -> tuple[str, str]:
    """Matchers of the durations that people wait for: of calls that generate text and were answered."""
    return ANSWERED, of_generation(standard_query(monitoring, SIGNALS["latency_p95"]), catalogue.DURATION)


def per_call(per: str, calls: str) -> str:
    """One growth per unit of another, absent without any."""
    return f"{per} / ({calls} > 0)"


def most(expr: str) -> str:
    """Largest first, and nothing of what did not happen."""
    return f"sort_desc({expr} > 0)"
