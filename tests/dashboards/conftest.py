"""What tests of dashboards share."""

from __future__ import annotations

import json
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import pytest

from watchspec import catalogue
from watchspec_generators.dashboards import board as find
from watchspec_generators.dashboards.grafana import to_json
from watchspec_generators.spec.shape import BOARDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from watchspec.catalogue import Metric
    from watchspec_generators.dashboards import Board
    from watchspec_generators.model import Monitoring

MODELS = {"gpt-4o": 1.0, "gpt-4o-mini": 0.0}
"""Models, and their failed calls per minute and feature."""
FEATURES = ("support_chat", "search_summary", "product_copy")
CALLS = 20
"""Judged calls per minute, model and feature; one more is cancelled."""
_MINUTE = 60
_HOURS, _HOURS_OF_COST, _HOURS_OF_GROWTH = 7, 27, 2
_LATENCIES = {"gpt-4o": ({1.0: 0.9, 5.0: 0.1}, 1.2), "gpt-4o-mini": ({0.5: 0.9, 2.0: 0.1}, 0.5)}
"""Per model, the share of calls in the bucket that ends at each edge, and the mean."""
_GOOD_ENOUGH = {catalogue.EVALUATION_SCORE: (0.699999,)}
"""Edges that exporter.json adds for the spec's objectives."""
_EXPORTER = {
    f'{catalogue.LABEL_OVERFLOW.name}{{job="checkout",region="eu",label="model"}}': 0.0,
    f'{catalogue.INTERNAL_ERRORS.name}{{job="checkout",region="eu",place="price"}}': 0.1,
    f'{catalogue.INTERNAL_ERRORS.name}{{job="checkout",region="eu",place="score"}}': 0.05,
    f'{catalogue.REFUSED_REFS.name}{{job="checkout",region="eu",reason="expired"}}': 0.1,
    f'{catalogue.TRACES.name}{{job="checkout",region="eu",decision="error"}}': 3.0,
    f'{catalogue.TRACES.name}{{job="checkout",region="eu",decision="dropped"}}': 12.0,
}
"""What the exporter says of itself, per minute."""


@pytest.fixture(scope="session", params=BOARDS)
def board(request: pytest.FixtureRequest, shipped: Monitoring) -> Board:
    """Each of the shipped spec's boards."""
    found = find(shipped, request.param)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def written(board: Board) -> dict[str, Any]:
    """The same, as Grafana reads it."""
    text: dict[str, Any] = json.loads(to_json(board))
    return text


@pytest.fixture(scope="session")
def past() -> Callable[[int], str]:
    """Hours of a healthy service's metrics up to a Unix time, for `promtool tsdb create-blocks-from openmetrics`.

    Every value is chosen so that what the panels show is foreseeable.
    """
    return lambda end: "\n".join([*_lines(end), "# EOF\n"])


_BUDGETS = {
    'service:llm_error_budget_remaining:ratio{service="checkout",objective="availability"}': -0.2,
    'service:llm_error_budget_remaining:ratio{service="checkout",objective="first_token"}': 0.6,
    'service:llm_objective_good:ratio_rate30d{service="checkout",objective="availability"}': 0.994,
    'service:llm_objective_good:ratio_rate30d{service="checkout",objective="first_token"}': 0.98,
    'service:llm_objective_total:increase30d{service="checkout",objective="availability"}': 100_000,
    'service:llm_objective_total:increase30d{service="checkout",objective="first_token"}': 50_000,
    'service:llm_budget_spend:ratio{service="checkout",budget="monthly"}': 0.3,
    'service:llm_budget_left:usd{service="checkout",budget="monthly"}': 3500,
    'service:llm_budget_exhaustion:days{service="checkout",budget="monthly"}': 18,
    'service_team:llm_budget_left:usd{service="checkout",budget="team_daily",team="support"}': 108,
    'service_team:llm_budget_exhaustion:days{service="checkout",budget="team_daily",team="support"}': 4,
    'service:llm_budget_forecast:ratio{service="checkout",budget="monthly"}': 1.1,
    'service_team:llm_budget_spend:ratio{service="checkout",budget="team_daily",team="support"}': 0.1,
    'service_team:llm_budget_spend:ratio{service="checkout",budget="team_daily",team="search"}': 0.9,
    'service_team:llm_budget_forecast:ratio{service="checkout",budget="team_daily",team="support"}': 0.2,
    'service_team:llm_budget_forecast:ratio{service="checkout",budget="team_daily",team="search"}': 0.5,
}
"""What slow rules have recorded."""


def _lines(end: int) -> Iterator[str]:
    for series, per_minute in _counters().items():
        for minute in range(_HOURS * 60 + 1):
            yield f"{series} {per_minute * minute:g} {end - (_HOURS * 60 - minute) * _MINUTE}"
    for series, per_minute in _costs().items():
        # Spend has been half as much again for the last two hours.
        growth = [
            1.5 if minute > (_HOURS_OF_COST - _HOURS_OF_GROWTH) * 60 else 1.0 for minute in range(_HOURS_OF_COST * 60)
        ]
        for minute, spent in enumerate(accumulate(growth)):
            yield f"{series} {per_minute * spent:g} {end - (_HOURS_OF_COST * 60 - 1 - minute) * _MINUTE}"

    recorded = f'service:{catalogue.COST.name.removesuffix("_total")}:anomaly_spend1h{{service="checkout"}}'
    for day in (3, 2, 1):
        yield from (f"{recorded} 3 {end - day * 86_400 + minute * _MINUTE}" for minute in range(-5, 10))
    for series, value in {**_gauges(end), **_BUDGETS}.items():
        yield from (f"{series} {value:.12g} {end - minute * _MINUTE}" for minute in range(10, -1, -1))


def _gauges(end: int) -> Mapping[str, float]:
    found = {_series(catalogue.IN_FLIGHT, model, feature): 2.0 for model in MODELS for feature in FEATURES}
    for model in MODELS:
        labels = f'{{job="checkout",region="eu",provider="openai",model="{model}"}}'
        found[catalogue.QUOTA_LIMIT_REQUESTS.name + labels] = 500.0
        found[catalogue.QUOTA_REMAINING_REQUESTS.name + labels] = 400.0
        found[catalogue.QUOTA_REQUESTS_RESET.name + labels] = 12.0
        found[catalogue.QUOTA_TOKENS_RESET.name + labels] = 6.0
    for metric, value in (
        (catalogue.UP, 1.0),
        (catalogue.SCRAPE_DURATION, 0.02),
        (catalogue.SCRAPE_SAMPLES, 900.0),
        (catalogue.SERIES_ADDED, 0.0),
    ):
        found[f'{metric.name}{{job="checkout",region="eu",instance="a"}}'] = value
    found[_plain(catalogue.PRICE_DATA_INFO, version="0.2.3")] = 1.0
    found[f'{catalogue.PRICE_DATA_TIMESTAMP.name}{{job="checkout",region="eu"}}'] = end - 10.0 * 86_400
    return found


def _costs() -> Mapping[str, float]:
    return {_series(catalogue.COST, model, feature): 0.01 for model in MODELS for feature in FEATURES}


def _counters() -> Mapping[str, float]:
    found: dict[str, float] = {}
    for model, failed in MODELS.items():
        for feature in FEATURES:
            found.update(_calls(model, feature, failed))
            found.update(_histograms(model, feature))
            found.update(_judgements(model, feature))
    return {**found, **_EXPORTER, **_spending()}


def _spending() -> Mapping[str, float]:
    """What is counted by user, session, step and prompt."""
    found: dict[str, float] = {}
    for user, spent in (("ab12", 0.02), ("cd34", 0.01), (catalogue.OTHER, 0.03)):
        found[_plain(catalogue.USER_COST, user=user)] = spent
        found[_plain(catalogue.USER_REQUESTS, user=user)] = 1000 * spent
        found[_plain(catalogue.USER_TOKENS, user=user)] = 100_000 * spent
    found.update(_spread(catalogue.STEP_DURATION, {1.0: 1.0}, 0.8, step="retrieve", outcome="success"))
    found[_plain(catalogue.STEP_COST, step="retrieve", feature="support_chat")] = 0.01
    found.update(_spread(catalogue.SESSION_COST, {0.05: 0.9, 0.1: 0.1}, 0.03, feature="support_chat"))
    for prompt, cost, bad in (("support/v11", 0.01, 0.2), ("support/v12", 0.02, 0.4)):
        of = {"prompt": prompt, "feature": "support_chat"}
        found[_plain(catalogue.PROMPT_REQUESTS, **of, outcome="success")] = 10
        found[_plain(catalogue.PROMPT_COST, **of)] = cost
        found[_plain(catalogue.PROMPT_FEEDBACK, **of, rating="negative")] = bad
        found[_plain(catalogue.PROMPT_FEEDBACK, **of, rating="5")] = 2 - bad
    return found


def _plain(metric: Metric, part: str = "", **labels: str) -> str:
    """A series of a metric that does not have the labels of calls."""
    matchers = (f'{name}="{value}"' for name, value in {"job": "checkout", "region": "eu", **labels}.items())
    return f"{metric.name}{part}{{{','.join(matchers)}}}"


def _spread(metric: Metric, shares: Mapping[float, float], mean: float, **labels: str) -> Mapping[str, float]:
    """A histogram of such a metric, of `CALLS` observations a minute."""
    edges = {f"{edge}": edge for edge in metric.buckets} | {"+Inf": float("inf")}
    return {
        **{
            _plain(metric, "_bucket", **labels, le=le): CALLS * sum(part for end, part in shares.items() if end <= edge)
            for le, edge in edges.items()
        },
        _plain(metric, "_count", **labels): float(CALLS),
        _plain(metric, "_sum", **labels): CALLS * mean,
    }


def _calls(model: str, feature: str, failed: float) -> Mapping[str, float]:
    return {
        _series(catalogue.REQUESTS, model, feature, outcome="success"): CALLS - failed,
        _series(catalogue.REQUESTS, model, feature, outcome="error"): failed,
        _series(catalogue.REQUESTS, model, feature, outcome="cancelled"): 1,
        _series(catalogue.ATTEMPTS, model, feature, status="200"): CALLS + 1,
        _series(catalogue.ATTEMPTS, model, feature, status="429"): 0.1 * (CALLS + 1),
        _series(catalogue.UNPRICED, model, feature): 1,
        _series(catalogue.USAGE_REPORTS, model, feature, usage_source="provider"): CALLS,
        _series(catalogue.ERRORS, model, feature, error_type="rate_limit"): 0.75 * failed,
        _series(catalogue.ERRORS, model, feature, error_type="server"): 0.25 * failed,
        _series(catalogue.ATTEMPT_SECONDS, model, feature, status="200"): 10,
        _series(catalogue.BACKOFF_SECONDS, model, feature): 4,
        _series(catalogue.CACHED_INPUT_TOKENS, model, feature): 400,
        _series(catalogue.CACHE_SAVINGS, model, feature): 0.002,
        _series(catalogue.ESTIMATED_COST, model, feature): 0.001,
        _series(catalogue.TOKENS, model, feature, type="input"): 1000,
        _series(catalogue.TOKENS, model, feature, type="output"): 250,
    }


def _histograms(model: str, feature: str) -> Mapping[str, float]:
    shares, mean = _LATENCIES[model]
    first_token, speed = {0.3: 0.9, 0.75: 0.1}, {30.0: 0.1, 75.0: 0.9}
    return {
        **_histogram(catalogue.DURATION, model, feature, shares, mean, outcome="success"),
        **_histogram(catalogue.TIME_TO_FIRST_TOKEN, model, feature, first_token, 0.3),
        **_histogram(catalogue.OUTPUT_TOKENS_PER_SECOND, model, feature, speed, 60),
        **_histogram(catalogue.TIME_TO_FIRST_EVENT, model, feature, {0.2: 1.0}, 0.15),
        **_histogram(catalogue.TIME_TO_FIRST_REASONING_TOKEN, model, feature, {0.3: 1.0}, 0.25),
        **_histogram(catalogue.INTER_TOKEN_GAP, model, feature, {0.025: 1.0}, 0.02),
        **_histogram(catalogue.LONGEST_GAP, model, feature, {0.5: 1.0}, 0.4),
    }


def _judgements(model: str, feature: str) -> Mapping[str, float]:
    scores = {0.8: 0.5, 1.0: 0.5}
    return {
        **_histogram(catalogue.EVALUATION_SCORE, model, feature, scores, 0.9, evaluator="helpfulness"),
        **_histogram(catalogue.EVALUATION_SCORE, model, feature, scores, 0.8, evaluator="tone"),
        _series(catalogue.HALLUCINATION_CHECKS, model, feature, verdict="supported"): 19,
        _series(catalogue.HALLUCINATION_CHECKS, model, feature, verdict="hallucinated"): 1,
        _series(catalogue.TOXICITY_CHECKS, model, feature, verdict="clean"): 49,
        _series(catalogue.TOXICITY_CHECKS, model, feature, verdict="toxic"): 1,
        _series(catalogue.PROMPT_SCORE, model, feature, "_sum", prompt="support/v11", evaluator="tone"): 9,
        _series(catalogue.PROMPT_SCORE, model, feature, "_count", prompt="support/v11", evaluator="tone"): 10,
        _series(catalogue.PROMPT_SCORE, model, feature, "_sum", prompt="support/v12", evaluator="tone"): 4,
        _series(catalogue.PROMPT_SCORE, model, feature, "_count", prompt="support/v12", evaluator="tone"): 5,
        _series(catalogue.FEEDBACK, model, feature, rating="positive"): 2,
        _series(catalogue.FEEDBACK, model, feature, rating="negative"): 0.5,
    }


def _histogram(
    metric: Metric, model: str, feature: str, shares: Mapping[float, float], mean: float, **labels: str
) -> Mapping[str, float]:
    found = {
        _series(metric, model, feature, "_bucket", **labels, le=f"{edge}"): CALLS
        * sum(share for end, share in shares.items() if end <= edge)
        for edge in (*_GOOD_ENOUGH.get(metric, ()), *metric.buckets, float("inf"))
    }
    count = {_series(metric, model, feature, "_count", **labels): float(CALLS)}
    total = {_series(metric, model, feature, "_sum", **labels): CALLS * mean}
    return {name.replace('le="inf"', 'le="+Inf"'): value for name, value in {**found, **count, **total}.items()}


def _series(metric: Metric, model: str, feature: str, part: str = "", **labels: str) -> str:
    named = {
        "job": "checkout",
        "region": "eu",
        "provider": "openai",
        "model": model,
        "operation": "chat",
        "feature": feature,
        **labels,
    }
    matchers = (f'{name}="{value}"' for name, value in named.items())
    return f"{metric.name}{part}{{{','.join(matchers)}}}"
