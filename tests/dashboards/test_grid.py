"""Where panels go."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.dashboards.grid import COLUMNS, place
from watchspec_generators.dashboards.panel import PanelSpec, Row

_PANEL = PanelSpec(id=0, title="", description="", kind="lines", unit="none", series=(), no_data="", width=1)
_SIZES = st.lists(st.lists(st.tuples(st.integers(1, COLUMNS), st.integers(1, 12)), max_size=8), max_size=5)


@given(_SIZES)
def test_nothing_overlaps_or_leaves_the_grid(sizes: list[list[tuple[int, int]]]) -> None:
    """Whatever the sizes, every cell of the grid belongs to one panel at most."""
    rows = [
        Row(
            number * 100,
            "",
            tuple(
                replace(_PANEL, id=number * 100 + index + 1, width=width, height=height)
                for index, (width, height) in enumerate(row)
            ),
        )
        for number, row in enumerate(sizes)
    ]
    cells = [
        (x, y)
        for where in place(rows).values()
        for x in range(where.x, where.x + where.width)
        for y in range(where.y, where.y + where.height)
    ]
    assert len(cells) == len(set(cells))
    assert all(x < COLUMNS for x, _ in cells)


def test_a_full_line_wraps_below_its_tallest_panel() -> None:
    """The fifth panel of 6 columns starts a line of its own."""
    heights = (5, 8, 5, 5, 5)
    panels = tuple(replace(_PANEL, id=index, width=6, height=height) for index, height in enumerate(heights, 1))
    places = place([Row(100, "", panels)])
    assert (places[4].x, places[4].y) == (18, 1)
    assert (places[5].x, places[5].y) == (0, 9)
