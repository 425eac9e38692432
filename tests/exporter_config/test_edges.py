"""Bucket edges on the spec's thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec import catalogue
from watchspec_generators.exporter_config import edges
from watchspec_generators.rules.objectives import HISTOGRAMS
from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec.catalogue import Metric
    from watchspec_generators.model import Monitoring

TEXTS = (("p95 time to first token of {model} is", "It is"), ("the first word from {model}", "the first word"))
LATENCY, FIRST_TOKEN = catalogue.DURATION, catalogue.TIME_TO_FIRST_TOKEN
SPEED = catalogue.OUTPUT_TOKENS_PER_SECOND


def test_every_histogram_and_nothing_else(shipped: Monitoring) -> None:
    """Each histogram of the catalogue has edges, ascending and without doubles."""
    found = edges(shipped)
    assert set(found) == {metric.name for metric in catalogue.METRICS if metric.kind == "histogram"}
    assert all(limits == tuple(sorted(set(limits))) for limits in found.values())


def test_defaults_fit_the_shipped_spec(shipped: Monitoring) -> None:
    """An exporter without configuration has an edge on every shipped threshold, the one just under a score apart."""
    found = {name: set(limits) for name, limits in edges(shipped).items()}
    expected = {metric.name: set(metric.buckets) for metric in catalogue.METRICS if metric.buckets}
    expected[catalogue.EVALUATION_SCORE.name] |= {0.699999}
    assert found == expected


def test_an_alerts_threshold_becomes_an_edge(edited: Callable[..., Monitoring]) -> None:
    """A threshold between two default edges gets one of its own, and the defaults stay."""
    found = edges(edited(("above: 10s", "above: 7s"), ("above: 2s", "above: 2200ms")))
    assert set(found[LATENCY.name]) == {*LATENCY.buckets, 7.0}
    assert set(found[FIRST_TOKEN.name]) == {*FIRST_TOKEN.buckets, 2.2}


def test_an_objectives_limit_becomes_an_edge(edited: Callable[..., Monitoring]) -> None:
    """A share of calls under a limit can only be counted at an edge."""
    found = edges(edited(("under: 500ms", "under: 400ms"), ("over: 30 tokens/s", "over: 33 tokens/s")))
    assert 0.4 in found[FIRST_TOKEN.name]
    assert 33.0 in found[SPEED.name]


@pytest.mark.parametrize(
    ("signal", "threshold", "metric", "edge"),
    [
        ("inter_token_gap_p95", "300ms", catalogue.INTER_TOKEN_GAP, 0.3),
        ("first_event_p95", "400ms", catalogue.TIME_TO_FIRST_EVENT, 0.4),
        ("first_reasoning_p95", "4s", catalogue.TIME_TO_FIRST_REASONING_TOKEN, 4.0),
        ("session_cost_p95", "$0.30", catalogue.SESSION_COST, 0.3),
    ],
)
def test_every_histogram_that_a_signal_reads_gets_its_edge(
    signal: str, threshold: str, metric: Metric, edge: float, edited: Callable[..., Monitoring]
) -> None:
    """Whatever is judged by a quantile is judged at an edge."""
    slow = "    signal: ttft_p95\n    by: [model]\n    above: 2s\n"
    found = edges(edited((slow, f"    signal: {signal}\n    by: [feature]\n    above: {threshold}\n"), *TEXTS))
    assert edge not in metric.buckets
    assert set(found[metric.name]) == {*metric.buckets, edge}


def test_every_quantile_has_a_histogram_for_its_edges() -> None:
    """A signal that is read off one histogram names it, so that no threshold is interpolated."""
    read = {name: signal.metrics for name, signal in SIGNALS.items() if "_p" in name}
    assert read == {name: (SIGNALS[name].edge_metric,) for name in read}


def test_a_threshold_on_a_ratio_adds_no_edge(edited: Callable[..., Monitoring]) -> None:
    """Only signals that are read off a histogram need edges."""
    assert edges(edited(("above: 5%", "above: 4.5%"))) == edges(edited())


def test_every_kind_of_objective_is_counted_by_a_histogram() -> None:
    """Each kind with a limit names a histogram."""
    assert {metric.kind for metric, _ in HISTOGRAMS.values()} == {"histogram"}
