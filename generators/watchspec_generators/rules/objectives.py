"""Objectives: the share of good calls and the rate of all that were judged, recorded for every objective."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec import catalogue
from watchspec_generators.rules.recording import recording_rule
from watchspec_generators.signals import Query
from watchspec_generators.signals.promql import ANSWERED, JUDGED, edge_matcher, of_generation, recorded_name, windowed
from watchspec_generators.signals.traffic import SHORT

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import Objective


def objective_rules(monitoring: Monitoring) -> list[Mapping[str, Any]]:
    """Two rules for each objective: the good ratio (absent without traffic), and what it is a ratio of."""
    return [rule for objective in monitoring.objectives for rule in _rules(monitoring, objective)]


def objective_query(monitoring: Monitoring) -> Query:
    """What objectives ask of the service: everything together, over a short window."""
    window = SHORT.scaled(monitoring.time_scale)
    return Query(monitoring.service.name, monitoring.matchers, (), window)


def _rules(monitoring: Monitoring, objective: Objective) -> list[Mapping[str, Any]]:
    query = objective_query(monitoring)
    good, total = _parts(query, objective)
    ratio = f"{good}\n/\n({total} > 0)"
    recorded = {
        recorded_name(query, "llm_objective_good", "ratio_rate"): ratio,
        recorded_name(query, "llm_objective_total", "rate"): total,
    }
    return [recording_rule(monitoring, name, expr, objective=objective.name) for name, expr in recorded.items()]


def _parts(query: Query, objective: Objective) -> tuple[str, str]:
    if objective.limit is None:
        total = windowed(query, "rate", catalogue.REQUESTS.name, JUDGED)
        answered = windowed(query, "rate", catalogue.REQUESTS.name, ANSWERED)
        # Before the first answer there is no such series, and the ratio is 0, not missing.
        return f"(\n  {answered}\n  or\n  0 * {total}\n)", total
    metric, matcher = _HISTOGRAMS[objective.of]
    matchers = (matcher, of_generation(query, metric))
    total = windowed(query, "rate", f"{metric.name}_count", *matchers)
    under = windowed(query, "rate", f"{metric.name}_bucket", *matchers, edge_matcher(objective.limit.value))
    return (f"({total} - {under})" if objective.of == "tokens_per_second" else under), total


_HISTOGRAMS = {
    "latency": (catalogue.DURATION, ANSWERED),
    "ttft": (catalogue.TIME_TO_FIRST_TOKEN, ""),
    "tokens_per_second": (catalogue.OUTPUT_TOKENS_PER_SECOND, ""),
}
"""The histogram of each kind of objective with a limit, and which outcomes count; of calls that generate text."""
