"""Shares of good calls that burn a budget exactly so fast."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.values.shares import share_burning

BUDGETS = st.floats(1e-4, 0.5)


@given(st.floats(0.01, 0.99), BUDGETS)
def test_a_burn_that_some_share_gives_is_found(share: float, budget: float) -> None:
    """The found share gives it, too."""
    burn = (1 - share) / budget
    found = share_burning(burn, budget)
    assert found is not None
    assert (1 - found) / budget == burn


def test_a_burn_may_lie_between_floats() -> None:
    """Six times too fast, of half a percent: the shares around 97 % give a little more or less."""
    assert share_burning(6, 0.005) is None
    assert (1 - 0.97) / 0.005 != 6
    assert share_burning(6, 1 - 0.995) is not None
