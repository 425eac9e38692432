"""How much of a window trouble has filled, counted scrape by scrape."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.detection.grid import Grid

SECONDS = st.integers(1, 90).map(lambda seconds: seconds * 1000)


def counted(grid: Grid, window: int, time: int) -> float:
    """The share of steps between the window's scrapes that trouble is in; scrape 0 is the last without."""
    inside = [number for number in range(-500, 500) if time - window < number * grid.scrape + grid.unit <= time]
    steps = inside[1:]
    return sum(number > 0 for number in steps) / len(steps) if steps else 0.0


@given(SECONDS, SECONDS, st.integers(1, 60), st.integers(0, 100))
def test_parts(scrape: int, evaluation: int, scrapes: int, number: int) -> None:
    """The formula is the count, whatever the paces, from before the trouble until the window is full of it."""
    grid = Grid(scrape, evaluation)
    window, time = scrapes * scrape, number * evaluation
    if abs(time // scrape) < 400:
        assert grid.part(window, time) == counted(grid, window, time)


@given(SECONDS, SECONDS, st.integers(2, 60))
def test_trouble_fills_windows(scrape: int, evaluation: int, scrapes: int) -> None:
    """Nothing at first, never less than before, and in the end all."""
    grid, window = Grid(scrape, evaluation), scrapes * scrape + 1
    parts = [grid.part(window, number * evaluation) for number in range(grid.evaluations(window + 2 * scrape) + 1)]
    assert parts == sorted(parts)
    assert (parts[0], parts[-1]) == (0.0, 1.0)
