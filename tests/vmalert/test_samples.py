"""Tests of watchspec_generators.vmalert.samples."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.vmalert.samples import finer, longer, read, steady, written

if TYPE_CHECKING:
    from watchspec_generators.vmalert.samples import Sample

NUMBERS = st.floats(-1e9, 1e9)
SAMPLES = st.lists(st.one_of(st.none(), st.just("stale"), NUMBERS))


@pytest.mark.parametrize(
    ("values", "samples"),
    [
        ("1 -2.5 1e-05", [1.0, -2.5, 1e-05]),
        ("3x2", [3.0, 3.0, 3.0]),
        ("1+2x2", [1.0, 3.0, 5.0]),
        ("1-2x1", [1.0, -1.0]),
        ("_ stale _x2 _x0 7", [None, "stale", None, None, 7.0]),
        ("", []),
    ],
)
def test_the_notation_is_read_as_promtool_does(values: str, samples: list[Sample]) -> None:
    """Numbers, runs of them, gaps of any length, none among them, and ends."""
    assert read(values) == samples


def test_what_is_no_number_is_refused() -> None:
    """Histograms have a notation of their own."""
    with pytest.raises(ValueError, match="is no number"):
        read("{{count:1}}")


@given(SAMPLES)
def test_what_is_written_is_read_again(samples: list[Sample]) -> None:
    """No sample is lost or changed."""
    assert read(written(samples)) == samples


@given(SAMPLES, st.integers(1, 8), st.booleans())
def test_finer_series_have_the_samples_that_they_were_made_of(samples: list[Sample], parts: int, grows: bool) -> None:
    """Each at its own time."""
    assert finer(samples, parts, grows=grows)[::parts] == samples


@given(st.lists(st.floats(0, 1e6)), st.integers(1, 8))
def test_a_finer_counter_is_reset_no_more_often(steps: list[float], parts: int) -> None:
    """What only grew only grows."""
    counter: list[Sample] = [sum(steps[:index]) for index in range(len(steps))]
    found = [sample for sample in finer(counter, parts, grows=True) if isinstance(sample, float)]
    assert found == sorted(found)


def test_counters_grow_between_samples_and_gauges_do_not() -> None:
    """A counter goes on as before, so that what is new begins with its own sample."""
    assert finer([0.0, 2.0, 4.0, 12.0], 2, grows=True) == [0.0, 0.0, 2.0, 3.0, 4.0, 5.0, 12.0, 12.0]
    assert finer([0.0, 2.0], 2, grows=False) == [0.0, 0.0, 2.0, 2.0]
    assert finer([None, "stale"], 2, grows=True) == [None, None, "stale", None]


def test_a_hair_is_no_growth() -> None:
    """Growth that only makes up for promtool's rounding is taken away, also from what comes after it."""
    assert steady([100.0, 100.000001, 100.000001, 101.0]) == [100.0, 100.0, 100.0, 101.0]
    assert steady([None, 1.0, "stale"]) == [None, 1.0, "stale"]


@pytest.mark.parametrize(
    ("samples", "more"),
    [
        ([1.0, 2.0, 3.0], [4.0, 5.0]),
        ([1.0, 2.0, 9.0], [9.0, 9.0]),
        ([5.0], [5.0, 5.0]),
        ([5.0, "stale"], [None, None]),
    ],
)
def test_series_go_on_as_they_were(samples: list[Sample], more: list[Sample]) -> None:
    """Even growth goes on, a jump does not, and what has ended has ended."""
    assert longer(samples, 2) == [*samples, *more]
