"""Walking the routing tree."""

from __future__ import annotations

import pytest
from tests.spec.conftest import edited

from watchspec_generators.spec import load
from watchspec_generators.spec.delivery import deliveries, stops


@pytest.mark.parametrize(
    ("labels", "paths"),
    [
        ({"alertname": "Watchdog"}, [("routes", 0)]),
        ({"severity": "critical"}, [("routes", 1)]),
        ({"severity": "critical", "topic": "health"}, [("routes", 1, "routes", 0), ("routes", 2)]),
        ({"severity": "info"}, [("routes", 2)]),
        ({}, [()]),
    ],
)
def test_deliveries(labels: dict[str, str], paths: list[tuple[str | int, ...]]) -> None:
    """First match takes the alert unless it continues; the root takes what nobody does."""
    text = edited(("name: pages", "name: pages\n      continue: true"), ("[warning, info]", "[critical, info]"))
    routing = load(text, file="f").routing
    found = [stop.path[1:] for stop in deliveries(routing, labels)]
    if labels == {"severity": "critical"}:
        paths = [*paths, ("routes", 2)]
    assert found == paths


def test_inheritance(small: str) -> None:
    """Receiver and timings come from the nearest node above that has them; windows add up."""
    by_path = {stop.path[1:]: stop for stop in stops(load(small, file="f").routing)}
    assert by_path[("routes", 0)].receiver == "switch"
    night = by_path[("routes", 1, "routes", 0)]
    assert (night.receiver, str(night.repeat_interval), night.silenced) == ("chat", "1h", ("nights",))
    assert night.repeat_interval_path == ("routing", "repeat_interval")
