"""Holidays are of places and years that are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.spec import SpecError, load

if TYPE_CHECKING:
    from tests.spec.conftest import Break

NIGHTS = "ranges: [every day 22:00-08:00]"


def with_holidays(written: str) -> tuple[str, str]:
    """An edit that gives the window holidays."""
    return NIGHTS, f"{NIGHTS}, holidays: [{{{written}}}]"


@pytest.mark.parametrize(
    ("written", "at", "message"),
    [
        ("country: XX, years: 2026", "XX", "no calendar is known for the country `XX`"),
        ("country: Germany, years: 2026", "Germany", "no calendar is known for the country `Germany`"),
        ("country: DE, region: YB, years: 2026", "YB", "no calendar is known for the region `YB` of DE"),
        ("country: JP, region: T, years: 2026", "T", "no calendar is known for the region `T` of JP"),
        ("country: DE, years: soon", "soon", "`soon` are no years"),
    ],
)
def test_unknown(broken: Break, written: str, at: str, message: str) -> None:
    """Each at its own place."""
    found = broken(with_holidays(written))
    assert [(code, told) for code, _, told in found] == [("holidays", message)]
    assert found[0].at.startswith(at)


def test_a_country_s_name_is_a_hint(small: str) -> None:
    """Who writes the name is told the code."""
    with pytest.raises(SpecError) as error:
        load(small.replace(*with_holidays("country: Germany, years: 2026")), file="small.yaml")
    assert [problem.hint for problem in error.value.problems] == ["write DE"]


def test_known(broken: Break) -> None:
    """Holidays may stand beside ranges or alone; a window with neither is never open."""
    assert broken(with_holidays("country: DE, region: BY, years: 2026-2028")) == []
    assert broken((NIGHTS, "holidays: [{country: DE, years: 2026}]")) == []
    found = broken((NIGHTS, "holidays: []"))
    assert [message for _, _, message in found] == ["a window without ranges and holidays is never open"]
