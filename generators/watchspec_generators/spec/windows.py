"""Windows of a spec with everything in them parsed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from watchspec_generators.values.calendar import holidays_of, parse_years
from watchspec_generators.values.window import Range, Window, parse_range

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.spec import shape

_SOON_DAYS = 60


def window_of(written: shape.Window) -> Window:
    """The window as written; ValueError if a part of it can't be read."""
    ranges = [parse_range(text) for text in written.ranges]
    dates = [holidays_of(each.country, each.region, parse_years(each.years)) for each in written.holidays]
    return Window(written.timezone, (*ranges, *(Range(frozenset(), dates=days) for days in dates)))


def running_out(windows: Mapping[str, shape.Window], today: date) -> Iterator[str]:
    """A sentence on each window whose holidays are stated for no more than the next two months."""
    for name, written in windows.items():
        for each in written.holidays:
            last = date(parse_years(each.years)[-1], 12, 31)
            if (last - today).days < _SOON_DAYS:
                state = "have ended" if last < today else "end"
                yield f"the holidays of {each.country} in the window `{name}` {state} on {last}: add years"
