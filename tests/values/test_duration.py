"""Durations: parsed strictly, written shortest, scaled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.values import Duration, parse_duration
from watchspec_generators.values.duration import LONGEST_MS


@given(st.integers(0, LONGEST_MS))
def test_written_form_is_read_back(milliseconds: int) -> None:
    """What is written is the same length when read."""
    assert parse_duration(str(Duration(milliseconds))) == Duration(milliseconds)


@pytest.mark.parametrize(
    ("text", "written", "seconds"),
    [
        ("500ms", "500ms", 0.5),
        ("90s", "1m30s", 90.0),
        ("1h30m", "1h30m", 5400.0),
        ("30d", "30d", 2_592_000.0),
        ("14d", "2w", 1_209_600.0),
        ("0s", "0s", 0.0),
        ("1d1ms", "1d1ms", 86_400.001),
    ],
)
def test_forms(text: str, written: str, seconds: float) -> None:
    """The shortest exact form, weeks and years only where they are whole."""
    duration = parse_duration(text)
    assert (str(duration), duration.seconds) == (written, seconds)


@pytest.mark.parametrize("text", ["", "5", "5 m", "m", "5M", "-5m", "5m\n", "5m5h", "\u0665m", "1.5h", 5, None])
def test_other_forms_are_refused(text: object) -> None:
    """Strictly Prometheus' form, in ASCII digits, largest unit first."""
    with pytest.raises(ValueError, match="is not a duration; write a number with a unit"):
        parse_duration(text)


@pytest.mark.parametrize("text", ["101y", "9" * 30 + "ms", "9" * 9999 + "s"])
def test_absurd_lengths_are_refused(text: str) -> None:
    """Nobody waits for a hundred years, and Python would not convert thousands of digits."""
    with pytest.raises(ValueError, match="longer than a hundred years"):
        parse_duration(text)


@given(st.integers(0, 10**10), st.floats(0.001, 1e6))
def test_scaled(milliseconds: int, time_scale: float) -> None:
    """Divided to the nearest millisecond; what is longer than nothing stays so."""
    scaled = Duration(milliseconds).scaled(time_scale)
    assert abs(scaled.milliseconds - milliseconds / time_scale) <= 1
    assert bool(scaled.milliseconds) == bool(milliseconds)
