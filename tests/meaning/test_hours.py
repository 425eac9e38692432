"""Tests of watchspec_generators.meaning.hours."""

from __future__ import annotations

import pytest

from watchspec_generators.meaning.hours import spoken

WEEK = range(7)
DAY = range(24)


@pytest.mark.parametrize(
    ("days", "hours", "words"),
    [
        (WEEK, DAY, ""),
        ((5, 6), DAY, "at the weekend: Sat-Sun"),
        (WEEK, (22, 23, 0, 1), "at night: Mon-Sun 00:00-02:00 and 22:00-24:00"),
        (range(5), range(9, 17), "Mon-Fri 09:00-17:00"),
        ((0, 2), (9,), "Mon 09:00-10:00; Wed 09:00-10:00"),
        ((6,), (3,), "at the weekend: Sun 03:00-04:00"),
    ],
)
def test_hours_in_words(days: tuple[int, ...], hours: tuple[int, ...], words: str) -> None:
    """Days with the same hours stand together; nights and weekends are called so."""
    assert spoken((day, hour) for day in days for hour in hours) == words
