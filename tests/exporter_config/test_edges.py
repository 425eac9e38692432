"""Bucket edges on the spec's thresholds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.exporter_config import OBJECTIVE_METRICS, edges

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

LATENCY, FIRST_TOKEN = catalogue.DURATION, catalogue.TIME_TO_FIRST_TOKEN
SPEED = catalogue.OUTPUT_TOKENS_PER_SECOND


def test_every_histogram_and_nothing_else(shipped: Monitoring) -> None:
    """Each histogram of the catalogue has edges, ascending and without doubles."""
    found = edges(shipped)
    assert set(found) == {metric.name for metric in catalogue.METRICS if metric.kind == "histogram"}
    assert all(limits == tuple(sorted(set(limits))) for limits in found.values())


def test_defaults_fit_the_shipped_spec(shipped: Monitoring) -> None:
    """An exporter without configuration has an edge on every shipped threshold."""
    assert edges(shipped) == {metric.name: metric.buckets for metric in catalogue.METRICS if metric.buckets}


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


def test_a_threshold_on_a_ratio_adds_no_edge(edited: Callable[..., Monitoring]) -> None:
    """Only signals that are read off a histogram need edges."""
    assert edges(edited(("above: 5%", "above: 4.5%"))) == edges(edited())


def test_every_kind_of_objective_is_counted_by_a_histogram() -> None:
    """Each kind with a limit names a histogram."""
    assert {metric.kind for metric in OBJECTIVE_METRICS.values()} == {"histogram"}
