"""Windows of a route hold on the routes below it."""

from __future__ import annotations

import pytest

from watchspec_generators.alertmanager.holding import Holding, holdings, outside_name, reversible
from watchspec_generators.spec.shape import Route, Routing, Window

WINDOWS = {
    "day": Window(timezone="UTC", ranges=("weekdays 09:00-17:00",)),
    "late": Window(timezone="UTC", ranges=("weekdays 12:00-20:00",)),
    "tokyo": Window(timezone="Asia/Tokyo", ranges=("weekdays 09:00-17:00",)),
}


def route(*, mute: tuple[str, ...] = (), active: tuple[str, ...] = (), routes: tuple[Route, ...] = ()) -> Route:
    """A route of which only the windows matter."""
    return Route(name="r", match={"a": "b"}, mute=mute, active=active, routes=routes)


def test_mutes_add_up() -> None:
    """A child is muted in its parents' windows and its own, each named once."""
    assert Holding(mutes=("day",)).below(route(mute=("late", "day"))).mutes == ("day", "late")


@pytest.mark.parametrize(
    ("above", "own", "levels"),
    [
        ((), ("day",), (("day",),)),
        ((("day",),), (), (("day",),)),
        ((("day",),), ("late",), (("day",), ("late",))),
        ((("day",),), ("day", "late"), (("day",),)),
        ((("day", "late"),), ("day",), (("day",),)),
    ],
)
def test_active_levels_narrow(above: tuple[tuple[str, ...], ...], own: tuple[str, ...], levels: object) -> None:
    """A wider list adds nothing, a narrower one replaces, and others stand side by side."""
    assert Holding(levels=above).below(route(active=own)).levels == levels


def test_the_level_without_a_single_zone_stays_active() -> None:
    """Only times in one zone can be turned inside out, so the other level becomes the mute."""
    holding = Holding(levels=(("day", "tokyo"), ("late",)))
    assert holding.active(WINDOWS) == ("day", "tokyo")
    assert holding.outside(WINDOWS) == (("late",),)
    assert Holding(levels=(("day",), ("late",))).active(WINDOWS) == ("late",)
    assert Holding().active(WINDOWS) == ()


def test_every_route_has_a_holding() -> None:
    """The tree is walked parents first."""
    tree = Routing(receiver="x", routes=(route(mute=("day",), routes=(route(mute=("late",)),)), route()))
    assert [holding.mutes for holding in holdings(tree)] == [("day",), ("day", "late"), ()]


def test_generated_names_can_not_be_taken() -> None:
    """Names in a spec have no blanks."""
    assert outside_name(("day", "late")) == "outside day and late"


@pytest.mark.parametrize(
    ("ranges", "reverse"),
    [
        (("weekdays 09:00-17:00", "weekends UTC"), True),
        (("weekdays 09:00-17:00", "weekends Asia/Tokyo"), False),
        (("weekdays 09:00-17:00", "never Asia/Tokyo"), True),
        (("weekdays 09:00-17:00", "2026-12-24"), False),
        (("weekdays 09:00-17:00", "what?"), True),
    ],
)
def test_what_can_be_turned_inside_out(ranges: tuple[str, ...], reverse: bool) -> None:
    """The weekly times of one zone can; dates and several zones can't; what can't be read is told elsewhere."""
    assert reversible(("w", "no such window"), {"w": Window(ranges=ranges)}) is reverse
