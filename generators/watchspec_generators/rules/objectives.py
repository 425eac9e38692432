"""Objectives: the share of good calls and the number of all that were judged, recorded over every window in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec import catalogue
from watchspec_generators.model.types import BurnAlert
from watchspec_generators.rules.recording import recording_rule
from watchspec_generators.signals import Query
from watchspec_generators.signals.promql import (
    ANSWERED,
    JUDGED,
    edge_matcher,
    of_generation,
    recorded_name,
    selector,
    windowed,
)
from watchspec_generators.signals.traffic import SHORT
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec.catalogue import Metric
    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import Objective

_LONGEST_EXACT = Duration(6 * 3_600_000)
"""Windows up to this are always read from the raw counters."""
SPENT, REMAINING = "service:llm_error_budget_spent:ratio", "service:llm_error_budget_remaining:ratio"
"""Series of the share of the error budget that is gone, and that is left (less than nothing, if overspent)."""
OVER = ("tokens_per_second", "quality")
"""Kinds of objectives whose good calls are past the limit's bucket, not in it."""
HISTOGRAMS: Mapping[str, tuple[Metric, str]] = {
    "latency": (catalogue.DURATION, ANSWERED),
    "ttft": (catalogue.TIME_TO_FIRST_TOKEN, ""),
    "tokens_per_second": (catalogue.OUTPUT_TOKENS_PER_SECOND, ""),
    "quality": (catalogue.EVALUATION_SCORE, ""),
}
"""The histogram of each kind of objective with a limit, and which outcomes count."""


def objective_rules(monitoring: Monitoring, objective: Objective) -> list[Mapping[str, Any]]:
    """What alerts on the objective read, shortest window first, and how fast its budget burns now."""
    base = base_window(monitoring)
    windows = sorted(recorded_windows(monitoring, objective))
    rules = [rule for window in windows for rule in share_rules(monitoring, objective, window)]
    return [*rules, _rule(monitoring, objective, burn_name(monitoring), burn_expr(monitoring, objective, base))]


def budget_rules(monitoring: Monitoring, objective: Objective) -> list[Mapping[str, Any]]:
    """The objective over its own window, and how much of its error budget is spent and left."""
    known = objective.window in recorded_windows(monitoring, objective)
    return [
        *([] if known else share_rules(monitoring, objective, objective.window)),
        _rule(monitoring, objective, SPENT, burn_expr(monitoring, objective, objective.window)),
        _rule(monitoring, objective, REMAINING, f"1 - {of_objective(monitoring, objective, SPENT)}"),
    ]


def base_window(monitoring: Monitoring) -> Duration:
    """The short window whose sums chained windows are made of."""
    return SHORT.scaled(monitoring.time_scale)


def recorded_windows(monitoring: Monitoring, objective: Objective) -> set[Duration]:
    """Every window that an alert on the objective looks at, and the one that others are made of."""
    pairs = [
        pair
        for alert in monitoring.alerts
        if isinstance(alert, BurnAlert) and alert.objective == objective
        for pair in alert.windows
    ]
    return {base_window(monitoring), *(window for pair in pairs for window in (pair.long, pair.short))}


def good_name(monitoring: Monitoring, window: Duration) -> str:
    """Series of the share of good calls."""
    return recorded_name(_query(monitoring, window), "llm_objective_good", "ratio_rate")


def total_name(monitoring: Monitoring, window: Duration) -> str:
    """Series of the number of calls that were judged."""
    return recorded_name(_query(monitoring, window), "llm_objective_total", "increase")


def burn_name(monitoring: Monitoring) -> str:
    """Series of how many times faster than it lasts the budget burns now."""
    return recorded_name(_query(monitoring, base_window(monitoring)), "llm_error_budget_burn", "rate")


def good_count(monitoring: Monitoring) -> str:
    """Series of the number of good calls in the base window."""
    return recorded_name(_query(monitoring, base_window(monitoring)), "llm_objective_good", "increase")


def burn_expr(monitoring: Monitoring, objective: Objective, window: Duration) -> str:
    """PromQL: how many times faster than it lasts the budget burns, or burned, over `window`."""
    good = of_objective(monitoring, objective, good_name(monitoring, window))
    return f"(1 - {good}) / {objective.budget!r}"


def of_objective(monitoring: Monitoring, objective: Objective, name: str) -> str:
    """A recorded series of this objective alone."""
    return selector(name, f'service="{monitoring.service.name}"', f'objective="{objective.name}"')


def is_chained(monitoring: Monitoring, window: Duration) -> bool:
    """Whether `window` is made of recorded sums."""
    chained = monitoring.prometheus.long_windows == "chained"
    return chained and window > _LONGEST_EXACT.scaled(monitoring.time_scale)


def share_rules(monitoring: Monitoring, objective: Objective, window: Duration) -> list[Mapping[str, Any]]:
    """The number of judged calls and the share of good ones over `window`; no share without a call."""
    good, total = parts(_query(monitoring, window), objective)
    rules = []
    if window == base_window(monitoring):
        rules.append(_rule(monitoring, objective, good_count(monitoring), good))
    if is_chained(monitoring, window):
        base = base_window(monitoring)
        good, total = (
            f"sum_over_time({of_objective(monitoring, objective, name)}[{window}])"
            for name in (good_count(monitoring), total_name(monitoring, base))
        )
        # Each call is in as many of the sums as there are evaluations in the base window.
        count = f"{total} * {monitoring.prometheus.evaluation_interval.seconds / base.seconds:.12g}"
    else:
        count = total
    ratio = f"{good}\n/\n({total} > 0)"
    return [
        *rules,
        _rule(monitoring, objective, total_name(monitoring, window), count),
        _rule(monitoring, objective, good_name(monitoring, window), ratio),
    ]


def parts(query: Query, objective: Objective) -> tuple[str, str]:
    """PromQL: how many calls were good, and how many were judged."""
    if objective.edge is None:
        total = windowed(query, "increase", catalogue.REQUESTS.name, JUDGED)
        answered = windowed(query, "increase", catalogue.REQUESTS.name, ANSWERED)
        # Before the first answer there is no such series, and the ratio is 0, not missing.
        nothing = f"0 * {total}" if query.by else "vector(0)"
        return f"(\n  {answered}\n  or\n  {nothing}\n)", total
    metric, outcomes = HISTOGRAMS[objective.of]
    # An evaluation is worth as much whichever call it is about.
    matchers = (outcomes, "" if objective.of == "quality" else of_generation(query, metric))
    total = windowed(query, "increase", f"{metric.name}_count", *matchers)
    within = windowed(query, "increase", f"{metric.name}_bucket", *matchers, edge_matcher(objective.edge))
    return (f"({total} - {within})" if objective.of in OVER else within), total


def _query(monitoring: Monitoring, window: Duration) -> Query:
    return Query(monitoring.service.name, monitoring.matchers, (), window)


def _rule(monitoring: Monitoring, objective: Objective, record: str, expr: str) -> Mapping[str, Any]:
    return recording_rule(monitoring, record, expr, objective=objective.name)
