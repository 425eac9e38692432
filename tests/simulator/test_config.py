"""What is read from a configuration, and what Alertmanager would refuse."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from tests.simulator.conftest import config, document

from watchspec_generators.simulator import BadConfig, read_config
from watchspec_generators.simulator.document import Value


def route(**keys: Any) -> dict[str, Any]:
    """A configuration with one route below the root."""
    return document(route={"receiver": "hook", "routes": [{"receiver": "hook", **keys}]})


def window(**fields: Any) -> dict[str, Any]:
    """A configuration with one time interval."""
    return document(time_intervals=[{"name": "w", "time_intervals": [fields]}])


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ("[", "this is not valid YAML"),
        ([], "not a mapping"),
        (document(route=None), "there is no `route`"),
        (document(route={}), "route: the root has no receiver"),
        (document(route={"receiver": "hook", "matchers": ['a="b"']}), "route.matchers: the root can't have this"),
        (document(route={"receiver": "hook", "continue": True}), "route.continue: the root can't continue"),
        (document(route={"receiver": "hock"}), "route.receiver: there is no receiver `hock`; did you mean `hook`?"),
        (route(mute_time_intervals=["xyz"]), r"routes\[0\].mute_time_intervals\[0\]: there is no time interval `xyz`$"),
        (route(x=["w"]), r"route.routes\[0\]: unknown key `x`$"),
        (route(group_wiat="1s"), "unknown key `group_wiat`; did you mean `group_wait`?"),
        (route(matchers=['a="b']), r"route.routes\[0\].matchers\[0\]: the quotes"),
        (route(matchers=['a=~"("']), r"matchers\[0\]: a group is not closed"),
        (route(match_re={"a": "("}), r"route.routes\[0\].match_re.a: a group is not closed"),
        (route(matchers=[["a"]]), r"matchers\[0\]: not text"),
        (route(matchers="a"), "matchers: not a list"),
        (route(group_by=["...", "a"]), "stands for all labels"),
        (route(group_by=["a", "a"]), "group_by: a label is named twice"),
        (route(group_interval="0s"), "group_interval: can't be zero"),
        (route(group_wait="soon"), "group_wait: 'soon' is not a duration"),
        (route(**{"continue": "maybe"}), "continue: neither true nor false"),
        (route(**{"continue": 1}), "continue: neither true nor false"),
        (document(receivers=[{}]), r"receivers\[0\]: a receiver has no name"),
        (document(time_intervals=[{"name": ""}]), "a time interval has no name"),
        (document(time_intervals=[{}]), "a time interval has no name"),
        (document(time_intervals=[{"name": "w"}, {"name": "w"}]), "there are two time intervals `w`"),
        (window(times=[{"start_time": "10:00"}]), "both start_time and end_time must be given"),
        (window(times=[{"start_time": 1320, "end_time": "24:00"}]), "`1320` is no time .* YAML may read a number"),
        (window(times=[{"start_time": "10:00", "end_time": "09:00"}]), "start_time is not before end_time"),
        (window(weekdays=["friday:monday"]), "`friday:monday` ends before it begins"),
        (window(weekdays=["fri"]), "`fri` can't be read"),
        (window(days_of_month=["32"]), "is no day of a month"),
        (window(days_of_month=["-1:5"]), "a negative day can't end at a positive one"),
        (window(days_of_month=["29:-10"]), "`29:-10` ends before it begins"),
        (window(location="Local"), "whatever zone Alertmanager's machine is in"),
        (window(location="Mars/Olympus"), "there is no time zone `Mars/Olympus`"),
        (
            document(inhibit_rules=[{"target": {}}]),
            r"inhibit_rules\[0\]: unknown key `target`; did you mean `target_match`",
        ),
    ],
)
def test_what_alertmanager_would_not_load(written: Any, message: str) -> None:
    """The path of what is wrong, and a sentence."""
    with pytest.raises(BadConfig, match=message):
        read_config(written)


def test_children_take_over_all_but_windows() -> None:
    """Receiver, grouping and timing come from the parent where the child does not say, windows never do."""
    made = config("""
route:
  receiver: hook
  group_by: [service]
  group_wait: 0
  routes:
  - matchers: [a="b", c!=d]
    repeat_interval: 1d
    mute_time_intervals: [w]
    continue: true
    routes:
    - {receiver: mail, group_by: ['...'], match: {x: y}}
mute_time_intervals:
- {name: w, time_intervals: [null, {location: ''}]}
""")
    child, grandchild = made.route.routes[0], made.route.routes[0].routes[0]
    assert (child.receiver, child.group_by, child.group_wait) == ("hook", frozenset({"service"}), timedelta(0))
    assert (child.mute, child.continues, child.place) == (("w",), True, (0,))
    assert (grandchild.receiver, grandchild.repeat_interval) == ("mail", timedelta(days=1))
    assert (grandchild.mute, grandchild.group_by, grandchild.place) == ((), None, (0, 0))
    assert grandchild.key == '{}/{a="b",c!="d"}/{x="y"}'
    assert [each.place for each in made.route.all()] == [(), (0,), (0, 0)]


def test_keys_that_are_null_are_absent() -> None:
    """YAML's empty values stand for the default."""
    made = config("route: {receiver: hook, group_by: null, routes: [{match: }]}\ninhibit_rules: null")
    assert made.route.group_by == frozenset()
    assert made.route.routes[0].matchers.each == ()


def test_times_need_no_quotes_in_text() -> None:
    """In a file 22:00 is a time, as to Alertmanager, not a number of base 60."""
    made = config("""
route: {receiver: hook}
time_intervals: [{name: w, time_intervals: [{times: [{start_time: 22:00, end_time: 23:30}]}]}]
""")
    assert made.intervals["w"][0].times == ((1320, 1410),)


def test_ways_of_receivers() -> None:
    """Kinds and indexes, and whether they tell of ends: as written, else the kind's default."""
    ways = {"slack_configs": [{}, {"send_resolved": "yes"}], "webhook_configs": [{}, {"send_resolved": False}]}
    made = read_config(document(receivers=[{"name": "hook", **ways}]))
    assert [(way.kind, way.index, way.send_resolved) for way in made.receivers["hook"]] == [
        ("slack", 0, False),
        ("slack", 1, True),
        ("webhook", 0, True),
        ("webhook", 1, False),
    ]


def test_months_are_counted_right_by_later_versions() -> None:
    """The last day of March in Paris, before and after Alertmanager counted it."""
    months = window(days_of_month=["-1"], location="Europe/Paris")
    assert not read_config(months).intervals["w"][0].real_months
    assert read_config(months, version=(0, 35)).intervals["w"][0].real_months


def test_paths_of_the_root() -> None:
    """A problem of the whole has no path before it."""
    assert str(Value(1).wrong("no")) == "no"
