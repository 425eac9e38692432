"""Steps and windows as Grafana chooses them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.preview.timing import Span, milliseconds, rate_interval, span, step, written

_HOUR = 3_600_000


@pytest.mark.parametrize(
    ("text", "expected"),
    [("15s", 15_000), ("1m", 60_000), (">6h", 6 * _HOUR), ("1.5d", 36 * _HOUR), ("250ms", 250), ("soon", None)],
)
def test_spans_are_read(text: str, expected: int | None) -> None:
    """Grafana's lengths of time, with and without its sign for a least one."""
    assert milliseconds(text) == expected


@pytest.mark.parametrize(
    ("hours", "points", "least", "expected"),
    [(6, 1000, 15_000, 20_000), (6, 720, 15_000, 30_000), (6, 360, 0, 60_000), (1, 1000, 15_000, 15_000)],
)
def test_steps_are_grafanas(hours: int, points: int, least: int, expected: int) -> None:
    """The distance between points is the one that Grafana asks for."""
    assert step(hours * _HOUR, points, least) == expected
    assert step(100_000 * 24 * _HOUR, 10, 0) == 30 * 24 * _HOUR


def test_a_rate_never_misses_a_sample() -> None:
    """`$__rate_interval` is a step and a scrape, or four scrapes where that is longer."""
    assert rate_interval(20_000, 15_000) == 60_000
    assert rate_interval(120_000, 15_000) == 135_000


@given(st.integers(0, 2**42), st.integers(1, 10**9), st.integers(1, 10**8))
def test_spans_are_aligned(end: int, length: int, distance: int) -> None:
    """Each span lies on multiples of its step, reaches back far enough and does not pass the end."""
    found = span(end, length, distance)
    assert found.start % distance == found.end % distance == 0
    assert found.end <= end
    assert found.end - found.start >= length


@given(st.integers(1, 10**10))
def test_lengths_are_written_so_that_they_are_read_back(length: int) -> None:
    """PromQL's own form of a length means the same length."""
    assert milliseconds(written(length)) == length


def test_moments() -> None:
    """Both ends have a point."""
    assert list(Span(0, 20, 10).moments) == [0, 10, 20]
