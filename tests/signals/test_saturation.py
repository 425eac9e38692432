"""Signals of saturation and of the monitoring itself, against what they are meant to see and to leave alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec import catalogue
from watchspec_generators.signals import SIGNALS, Phase, Query, Scene
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from tests.signals.conftest import Recording

binary = pytest.mark.binary


def target(instance: str, values: str) -> dict[str, str]:
    """Whether a target answers its scrapes."""
    return {f'{catalogue.UP.name}{{job="shop",instance="{instance}"}}': values}


@binary
def test_one_bad_replica_is_not_hidden_by_healthy_ones(records: Recording) -> None:
    """Split by instance it is wholly down; over all it is a share."""
    targets = {**target("a", "1x20"), **target("b", "1x9 0x10"), **target("c", "1x20"), **target("d", "1x20")}
    expected = {f'{{instance="{name}"}}': float(name == "b") for name in "abcd"}
    records("down_ratio", targets, "15m30s", expected, "instance")
    records("down_ratio", targets, "15m30s", {"": 0.25})


@binary
def test_without_targets_nothing_is_down(records: Recording) -> None:
    """A target that was taken out of service discovery is no failure; telemetry_absent sees if none is left."""
    records("down_ratio", target("a", "0x3 stale"), "10m30s", {})


def calls(model: str, ended: str, good: str, refused: str) -> dict[str, str]:
    """A model's calls, and its attempts by how they ended."""
    labels = f'job="shop",model="{model}"'
    return {
        f'{catalogue.REQUESTS.name}{{{labels},outcome="success"}}': ended,
        f'{catalogue.ATTEMPTS.name}{{{labels},status="200"}}': good,
        f'{catalogue.ATTEMPTS.name}{{{labels},status="429"}}': refused,
    }


@binary
def test_retries_of_a_model_that_was_first_called_between_two_scrapes(records: Recording) -> None:
    """Its calls and attempts are all there with the first sample of their series, which have no increase."""
    records("retry_ratio", calls("new", "_x10 40x10", "_x10 40x10", "_x10 30x10"), "11m30s", {"": 0.75})


@binary
def test_the_first_refusals_of_a_known_model(records: Recording) -> None:
    """A status has no series before its first attempt."""
    series = calls("known", "0+10x30", "0+10x30", "_x20 60x10")
    records("retry_ratio", series, "20m30s", {'{model="known"}': 1.2}, "model")


@binary
def test_as_many_attempts_as_calls_are_no_retries(records: Recording) -> None:
    """And fewer are none either: a call may be cancelled before its first attempt. No calls have no ratio."""
    records("retry_ratio", calls("known", "0+10x30", "0+9x30", "0x30"), "20m30s", {"": 0.0})
    records("retry_ratio", calls("idle", "7x30", "7x30", "7x30"), "20m30s", {})


def load(flying: str, ended: str) -> dict[str, str]:
    """Calls in flight at one of two replicas, and calls that end at it; the other has two in flight."""
    name = catalogue.IN_FLIGHT.name
    return {
        f'{name}{{job="shop",instance="a"}}': flying,
        f'{name}{{job="shop",instance="b"}}': "2x40",
        f'{catalogue.REQUESTS.name}{{job="shop",instance="a",outcome="success"}}': ended,
    }


@binary
@pytest.mark.parametrize(
    ("flying", "ended", "seconds"),
    [
        # Twice the traffic, as slow as ever: 60 calls a minute have 10 in flight, 120 have 20.
        ("8x40", "0+60x40", 10.0),
        ("18x40", "0+120x40", 10.0),
        # Half of the calls hang.
        ("8x19 38+30x20", "0+60x19 1140+30x20", 680.0),
        # All of them hang: the time is long, and yet a number.
        ("98x40", "600x40", 30_000.0),
        # Nothing to do.
        ("0x40", "600x40", 600.0),
    ],
)
def test_the_time_to_drain(flying: str, ended: str, seconds: float, records: Recording) -> None:
    """It follows the calls that hang, not the traffic."""
    records("drain_time", load(flying, ended), "30m30s", {"": seconds})


@binary
def test_calls_in_flight_are_added_up_over_replicas(records: Recording) -> None:
    """Each replica counts its own."""
    records("in_flight", load("8x40", "0+60x40"), "30m30s", {"": 10.0})


@binary
def test_the_oldest_price_list_counts(records: Recording) -> None:
    """One replica that was not deployed anew prices by old prices."""
    name = catalogue.PRICE_DATA_TIMESTAMP.name
    lists = {f'{name}{{job="shop",instance="a"}}': "-1000x30", f'{name}{{job="shop",instance="b"}}': "-90x30"}
    records("price_data_age", lists, "20m30s", {"": 2200.0})


@pytest.mark.parametrize("name", ["down_ratio", "drain_time", "in_flight", "price_data_age", "retry_ratio"])
def test_a_phase_without_samples_is_played(name: str) -> None:
    """Series fall silent, and come back where they would be by then."""
    minute = Duration(60_000)
    scene = Scene(Query("shop", "", (), SIGNALS[name].window), {}, interval=minute, lead=minute)
    phases = tuple(Phase(Duration(180_000), value, 100.0) for value in (0.5, None, 0.5))
    played = SIGNALS[name].play(scene, phases)
    assert all("_x" in values for values in played.values())
