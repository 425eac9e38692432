"""The clock of hand-written cases."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.unit_tests.case_clock import boundaries, case_step
from watchspec_generators.unit_tests.timing import LONGEST_STEP

SECOND, MINUTE = 1000, 60_000
LENGTHS = st.lists(st.integers(1, 7200).map(lambda seconds: seconds * SECOND), min_size=1, max_size=4)
WINDOWS = st.sampled_from((MINUTE, 5 * MINUTE, 60 * MINUTE, 24 * 60 * MINUTE))


@given(LENGTHS, st.none() | WINDOWS, st.sampled_from((SECOND, 15 * SECOND, MINUTE)))
def test_a_step_fits_the_case(lengths: list[int], window: int | None, usual: int) -> None:
    """At least one sample in each stretch and four in the window, none near where a window begins, none stale."""
    step = case_step(lengths, window, usual)
    assert 1 <= step <= min(*lengths, LONGEST_STEP)
    assert window is None or step * 0.25 <= window % step <= step * 0.75
    ends = boundaries(lengths, step)
    assert all(later > earlier for earlier, later in zip((0, *ends), ends, strict=False))
    assert abs(ends[0] * step - lengths[0]) <= step / 2


def test_stretches_are_whole_steps_where_windows_allow_it() -> None:
    """Of ten minutes, two do; a stretch as long as the window can't."""
    assert case_step([10 * MINUTE], 5 * MINUTE, 15 * SECOND) == 24 * SECOND
    assert case_step([2 * MINUTE, 10 * MINUTE], None, 15 * SECOND) == 15 * SECOND
    assert (5 * MINUTE) % case_step([5 * MINUTE], 5 * MINUTE, 15 * SECOND)


def test_cases_share_a_clock() -> None:
    """A step that is taken serves another case, if it fits that and is not far from what it wants."""
    assert case_step([4 * MINUTE], 5 * MINUTE, 15 * SECOND, taken=(24 * SECOND, 60 * SECOND)) == 24 * SECOND
    assert case_step([4 * MINUTE], 5 * MINUTE, 15 * SECOND, taken=(SECOND, 7 * SECOND)) == 16 * SECOND


def test_a_long_past_is_played_coarsely() -> None:
    """A day before the case makes for longer steps."""
    assert case_step([120 * MINUTE], 60 * MINUTE, 15 * SECOND, before=24 * 60 * MINUTE) > MINUTE
