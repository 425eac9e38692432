"""Levels of confidence."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.values.confidence import USUAL, confidence, parse_confidence


@pytest.mark.parametrize(("level", "z"), [(0.5, 0.67449), (0.9, 1.644854), (0.95, 1.959964), (0.9999, 3.890592)])
def test_standard_errors_of_a_level(level: float, z: float) -> None:
    """As every table of the normal distribution has them, for intervals with two sides."""
    assert confidence(level).z == pytest.approx(z, abs=1e-6)


@pytest.mark.parametrize("text", ["50%", "95%", "99.9%", "99.99%"])
def test_a_level_is_shown_as_it_was_written(text: str) -> None:
    """No digit is lost or made up."""
    parsed = parse_confidence(text)
    assert parsed is not None
    assert parsed.text == text


def test_none_switches_it_off() -> None:
    """The word, without any level."""
    assert parse_confidence("none") is None


@pytest.mark.parametrize("written", ["95", 0.95, "49.9%", "100%", "sure", True, None])
def test_what_is_no_level(written: object) -> None:
    """Half is as good as a guess, all can't be had, and a bare number could mean either."""
    with pytest.raises(ValueError, match=r"expected a percentage from 50% to 99\.99%"):
        parse_confidence(written)


@given(st.floats(1, 1e4))
def test_a_faster_clock_asks_for_as_many_samples_fewer(time_scale: float) -> None:
    """Samples needed go with the square of z."""
    assert USUAL.scaled(time_scale).z ** 2 * time_scale == pytest.approx(USUAL.z**2, rel=1e-5)
