"""Zones by their yearly rule, held to `zoneinfo`."""

from __future__ import annotations

from datetime import datetime, timezone
from functools import lru_cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.values.zone import DAY_SECONDS, zone, zone_names

IRREGULAR = {"Asia/Gaza", "Asia/Hebron"}
"""Their clocks change with the lunar calendar."""
LATE = {"America/Havana", "Cuba"}
"""What is decreed for 2027 differs from the rule, which holds from 2028 on."""
FIRST, LAST = (int(datetime(year, 1, 1, tzinfo=timezone.utc).timestamp()) for year in (2028, 2060))


@lru_cache
def packaged(name: str) -> ZoneInfo:
    """The zone in the package's data, whatever the system's are."""
    with files("tzdata").joinpath("zoneinfo", *name.split("/")).open("rb") as file:
        return ZoneInfo.from_file(file)


def offset(name: str, instant: int) -> int:
    """By `zoneinfo`."""
    shift = datetime.fromtimestamp(instant, packaged(name)).utcoffset()
    assert shift is not None
    return int(shift.total_seconds())


@given(st.sampled_from(sorted(zone_names() - IRREGULAR)), st.integers(FIRST, LAST))
def test_any_instant(name: str, instant: int) -> None:
    """The offset is the one that `zoneinfo` has, in every zone and far into the future."""
    assert zone(name).offset(instant) == offset(name, instant)


@pytest.mark.parametrize("name", sorted(zone_names() - IRREGULAR))
def test_every_change_of_a_year(name: str) -> None:
    """To the second, with what is before and after."""
    saving = zone(name).saving
    if saving is None:
        return
    for change in (saving.starts, saving.ends):
        instant = change.instant(2031, zone(name).standard_seconds)
        assert [offset(name, at) for at in (instant - 1, instant)] == [
            zone(name).offset(at) for at in (instant - 1, instant)
        ]
        assert offset(name, instant - 1) != offset(name, instant)


@given(st.sampled_from(sorted(zone_names() - IRREGULAR)), st.integers(FIRST // DAY_SECONDS, LAST // DAY_SECONDS))
def test_midnights(name: str, day: int) -> None:
    """A day begins when the clock shows 00:00 for the first time, or when it jumps over it."""
    local = day * DAY_SECONDS
    instant = zone(name).instant(local)
    assert instant + zone(name).offset(instant) >= local
    before = instant - 1
    assert before + zone(name).offset(before) < local


@pytest.mark.parametrize("name", sorted(IRREGULAR))
def test_clocks_that_follow_no_rule(name: str) -> None:
    """Better refused than wrong."""
    with pytest.raises(ValueError, match="follow no yearly rule"):
        zone(name)


@pytest.mark.parametrize("name", ["", "Berlin", "Europe/Berlim", "../etc/passwd", "localtime"])
def test_unknown_names(name: str) -> None:
    """Only names of the package are looked up."""
    with pytest.raises(ValueError, match="there is no time zone"):
        zone(name)
