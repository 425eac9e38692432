"""Lengths of time as Grafana reads them."""

from __future__ import annotations

import pytest

from watchspec_generators.dashboards.grafana.spans import refresh, span
from watchspec_generators.values import parse_duration


@pytest.mark.parametrize(
    ("written", "read"),
    [("6h", "6h"), ("24h", "1d"), ("90s", "90s"), ("1h30m", "90m"), ("250ms", "250ms"), ("1s500ms", "1500ms")],
)
def test_one_number_and_one_unit(written: str, read: str) -> None:
    """Compound durations, which Grafana does not understand, become one unit."""
    assert span(parse_duration(written)) == read


def test_refresh_stays_within_what_grafana_allows() -> None:
    """A rehearsal's half second becomes five; what is longer stays."""
    assert refresh(parse_duration("500ms")) == "5s"
    assert refresh(parse_duration("30s")) == "30s"
