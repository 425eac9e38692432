"""Broken routing, and what the spec means by the whole one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.alertmanager import configuration
from watchspec_generators.mutation.routing.equivalents import reason
from watchspec_generators.mutation.routing.judging import Judge
from watchspec_generators.mutation.routing.mutators import changes, mutator_names
from watchspec_generators.mutation.routing.outcomes import misunderstood, name, outcomes
from watchspec_generators.mutation.routing.types import at, replaced, without
from watchspec_generators.spec.shape import Route

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

CONFIG: dict[str, Any] = {
    "route": {
        "receiver": "a",
        "group_by": ["x", "y"],
        "group_wait": "0s",
        "repeat_interval": "4h",
        "routes": [
            {
                "receiver": "b",
                "matchers": ['x="1"', 'y=~"^(?:2|3)$"'],
                "mute_time_intervals": ["night", "day"],
                "routes": [{"receiver": "a", "matchers": [], "continue": True, "active_time_intervals": ["day"]}],
            },
            {"receiver": "b", "matchers": ['z="1"']},
        ],
    },
    "inhibit_rules": [{"source_matchers": ['s="1"', 't!=""'], "target_matchers": ['s="2"'], "equal": ["x"]}],
    "time_intervals": [
        {
            "name": "night",
            "time_intervals": [
                {"times": [{"start_time": "22:30", "end_time": "24:00"}], "location": "UTC"},
                {"weekdays": ["sunday", "monday:tuesday"], "months": ["may"], "location": "Europe/Berlin"},
            ],
        },
        {"name": "day", "time_intervals": [{}]},
    ],
    "receivers": [{"name": "a"}, {"name": "b"}],
}
EXPECTED = {
    "inhibition_equal": ["x was dropped from equal"],
    "inhibition_matcher": [
        's="1" was dropped from the source',
        't!="" was dropped from the source',
        's="2" was dropped from the target',
    ],
    "inhibition_removed": ["the inhibition was removed"],
    "route_continue": ["continue became true", "continue became false", "continue became true"],
    "route_grouping": ["x was dropped from group_by", "y was dropped from group_by"],
    "route_matcher": [
        'x="1" was dropped',
        'x="1" was changed',
        'y=~"^(?:2|3)$" was dropped',
        'y=~"^(?:2|3)$" was changed',
        'z="1" was dropped',
        'z="1" was changed',
    ],
    "route_order": ["the route came after the next one"],
    "route_receiver": [
        "the receiver a became b",
        "the receiver b became a",
        "the receiver a became b",
        "the receiver b became a",
    ],
    "route_removed": ["the route was removed"] * 3,
    "route_timers": ["group_wait 0s became 1m", "repeat_interval 4h became 8h"],
    "route_windows": [
        "the mute window night was dropped",
        "the mute window day was dropped",
        "the active window day was dropped",
    ],
    "window_days": [
        "times 22:30-24:00 was dropped",
        "weekdays sunday was dropped",
        "weekdays monday:tuesday was dropped",
        "months may was dropped",
    ],
    "window_entries": [
        "every day 22:30-24:00 was dropped",
        "sunday, monday:tuesday was dropped",
        "every day was dropped",
    ],
    "window_times": ["start_time 22:30 became 21:30", "start_time 22:30 became 23:30", "end_time 24:00 became 23:00"],
    "window_zone": ["the time zone Europe/Berlin became UTC", "the time zone UTC became Asia/Tokyo"],
}


@pytest.mark.parametrize("mutator", EXPECTED)
def test_a_mutator_breaks_one_thing_at_a_time(mutator: str) -> None:
    """Each change in its words, with a configuration that differs only there."""
    found = [change for change in changes(CONFIG) if change.mutator == mutator]
    assert [change.what for change in found] == EXPECTED[mutator]
    for change in found:
        assert change.config != CONFIG
        untouched = {key: value for key, value in change.config.items() if key != change.at[0]}
        assert untouched == {key: value for key, value in CONFIG.items() if key != change.at[0]}


def test_every_mutator_is_known_here() -> None:
    """A new one is held to the same."""
    assert set(mutator_names()) == set(EXPECTED)


def test_same_words_at_one_place_are_numbered() -> None:
    """So that each can be named."""
    twice = replaced(CONFIG, ("inhibit_rules", 0, "equal"), ["x", "x"])
    found = [change.what for change in changes(twice) if change.mutator == "inhibition_equal"]
    assert found == ["x was dropped from equal", "x was dropped from equal (2)"]


def test_copies_are_changed_and_originals_kept() -> None:
    """Places lead through mappings and lists."""
    assert at(replaced(CONFIG, ("receivers", 1, "name"), "c"), ("receivers", 1)) == {"name": "c"}
    assert without(CONFIG, ("receivers", 0))["receivers"] == [{"name": "b"}]
    assert CONFIG["receivers"] == [{"name": "a"}, {"name": "b"}]


def test_the_shipped_routing_is_tested_throughout(shipped: Monitoring) -> None:
    """The simulator reads from the whole configuration what the spec means, and from no broken one."""
    assert misunderstood(shipped) is None
    found = outcomes(shipped, bool)
    assert [one for one in found if one.fate == "survived"] == []
    assert {one.mutator for one in found if one.fate == "killed"} == set(mutator_names())
    assert {one.path[0] for one in found} == {"routing", "inhibit", "windows"}
    assert {one.of for one in outcomes(shipped, lambda name: name == "route quality")} == {"route quality"}


RICHER = (
    "    - name: pages\n      match: {severity: critical}\n",
    """    - name: first
      match: {severity: [critical, warning]}
      continue: true
      group_by: [...]
    - name: second
      match: {owner: finance}
      receiver: finance
      continue: true
    - name: pages
      match: {severity: critical}
""",
)


def test_a_richer_tree_is_understood_too(edited: Callable[..., Monitoring]) -> None:
    """Routes that continue, groups by all labels, several values."""
    monitoring = edited(RICHER)
    assert misunderstood(monitoring) is None
    found = outcomes(monitoring, bool)
    assert [one for one in found if one.fate == "survived"] == []
    assert name(monitoring, configuration(monitoring), ("route",)) == "routing"
    reasons = {one.reason for one in found}
    assert {"both routes continue", "no later route can match what this one does"} <= reasons


def test_holidays_are_part_of_a_window(edited: Callable[..., Monitoring]) -> None:
    """What the spec means by a window with holidays is what the simulator reads."""
    nights = "      - every day 22:00-08:00\n      - weekends\n"
    monitoring = edited((nights, f"{nights}    holidays:\n      - {{country: DE, years: 2026-2027}}\n"))
    assert misunderstood(monitoring) is None


def test_routes_that_are_apart_have_no_order(shipped: Monitoring) -> None:
    """An alert has one severity; of two routes that it may both match, one comes first."""

    def first_swap(*matches: dict[str, str]) -> str | None:
        routes = tuple(Route(name=f"r{number}", match=match) for number, match in enumerate(matches))
        monitoring = replace(shipped, routing=shipped.routing.model_copy(update={"routes": routes}))
        swap = next(change for change in changes(configuration(monitoring)) if change.mutator == "route_order")
        return reason(monitoring, swap)

    assert first_swap({"severity": "info"}, {"severity": "warning"}) == "no alert can match both routes"
    assert first_swap({"severity": "info"}, {"team": "search"}) is None


def test_the_only_receiver_stays() -> None:
    """There is nobody else to tell."""
    alone = {"route": {"receiver": "a"}, "receivers": [{"name": "a"}]}
    assert [change.what for change in changes(alone)] == []


def test_a_configuration_that_does_not_load_is_noticed(shipped: Monitoring) -> None:
    """With what is wrong with it."""
    broken = replaced(configuration(shipped), ("route", "receiver"), "nobody")
    assert "does not load" in str(Judge(shipped).difference(broken))


def test_an_unused_window_may_be_anything(edited: Callable[..., Monitoring]) -> None:
    """No alert is held back by a window that no route names."""
    monitoring = edited(
        ("\nwindows:\n", "\nwindows:\n  unused: {timezone: America/New_York, ranges: [weekends, monday 10:00-11:00]}\n")
    )
    unused = [one for one in outcomes(monitoring, lambda name: name == "window unused") if one.mutator != "window_zone"]
    assert unused
    assert {one.reason for one in unused} == {"no route uses the window"}


def test_windows_of_several_zones_are_not_compared_by_the_week(shipped: Monitoring) -> None:
    """Nothing is proven where no single clock holds."""
    config = configuration(shipped)
    change = next(one for one in changes(config) if one.mutator == "window_zone")
    assert reason(shipped, change) is None


def test_what_changes_something_has_no_reason(shipped: Monitoring) -> None:
    """Another receiver, hours that move, or a route that goes on to one that matches too are not explained away."""
    for mutator in ("route_receiver", "route_continue", "window_times"):
        found = [reason(shipped, change) for change in changes(configuration(shipped)) if change.mutator == mutator]
        assert None in found, mutator
