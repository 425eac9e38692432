"""What becomes of an alert, route by route."""

from __future__ import annotations

from datetime import datetime, timezone

from watchspec_generators.simulator import read_config
from watchspec_generators.time_travel.ways import ways


def test_nobody_is_ever_told() -> None:
    """A route that is muted always is looked at until the horizon, and holds the alert back all the while."""
    config = read_config(
        {
            "route": {
                "receiver": "a",
                "routes": [{"receiver": "b", "matchers": ['x="1"'], "mute_time_intervals": ["always"]}],
            },
            "time_intervals": [{"name": "always", "time_intervals": [{}]}],
            "receivers": [{"name": "a"}, {"name": "b"}],
        }
    )
    (way,) = ways(config, {"x": "1"}, datetime(2026, 3, 29, 1, 30, tzinfo=timezone.utc))
    assert way.held_by_window("always")
    assert way.told_at is None
