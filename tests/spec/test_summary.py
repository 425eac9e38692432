"""A spec in one line."""

from __future__ import annotations

from watchspec_generators.spec import load
from watchspec_generators.spec.summary import summary


def test_summary(small: str) -> None:
    """Counts, with singular and plural, and the environment."""
    counts = "shop: 2 objectives, 9 alerts, 4 routes, 2 receivers, 1 time window"
    assert summary(load(small, file="f")) == counts
    assert summary(load(small, file="f", environment="test")) == f"{counts} (environment test)"
