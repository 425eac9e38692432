"""Holidays of countries in stated years."""

from __future__ import annotations

from datetime import date

import pytest

from watchspec_generators.values.calendar import code_of, countries, holidays_of, parse_years


@pytest.mark.parametrize(
    ("text", "years"),
    [("2026", [2026]), (2026, [2026]), ("2026-2028", [2026, 2027, 2028]), ("2026 - 2027", [2026, 2027])],
)
def test_years(text: str | int, years: list[int]) -> None:
    """One year or a run of them."""
    assert list(parse_years(text)) == years


@pytest.mark.parametrize("text", ["", "26", "2028-2026", "2026-2099", "1900", "2026,2027", 2026.5, "always"])
def test_no_years(text: str | float) -> None:
    """Anything else, and more than twenty."""
    with pytest.raises(ValueError, match="are no years"):
        parse_years(text)


def test_a_country_and_its_region() -> None:
    """A region has the country's days and its own, and only those of the stated years."""
    germany = holidays_of("DE", None, range(2026, 2027))
    bavaria = holidays_of("DE", "BY", range(2026, 2027))
    assert {date(2026, 10, 3), date(2026, 12, 25), date(2026, 12, 26)} < germany < bavaria
    assert date(2026, 1, 6) in bavaria - germany
    assert {day.year for day in bavaria} == {2026}


def test_codes() -> None:
    """Countries are known by two letters; a name leads to them."""
    assert "BY" in countries()["DE"]
    assert {len(code) for code in countries()} == {2}
    assert (code_of("Germany"), code_of("united states"), code_of("Atlantis")) == ("DE", "US", None)
