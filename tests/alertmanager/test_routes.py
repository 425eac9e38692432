"""The routing tree as Alertmanager gets it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.routes import route_tree

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from watchspec_generators.model import Monitoring


def nodes(tree: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every node of a written tree."""
    yield tree
    for child in tree.get("routes", []):
        yield from nodes(child)


def test_the_root_takes_everything_at_any_time(shipped: Monitoring) -> None:
    """Alertmanager refuses matchers and windows on the root."""
    root = route_tree(shipped)
    assert root["receiver"] == "slack_ml_team"
    assert root["group_by"] == ["service", "alertname", "model"]
    assert not {"matchers", "mute_time_intervals", "active_time_intervals"} & root.keys()


def test_every_node_names_its_receiver(shipped: Monitoring) -> None:
    """A reader of the file needn't look upwards."""
    assert [node["receiver"] for node in nodes(route_tree(shipped))] == [
        "slack_ml_team",
        "dead_mans_switch",
        "pagerduty_critical",
        "finance",
        "slack_ml_team",
        "slack_ml_team",
    ]


def test_mutes_are_repeated_on_children(shipped: Monitoring) -> None:
    """Alertmanager doesn't inherit them, so the child would be heard at night."""
    quality = route_tree(shipped)["routes"][3]["routes"][0]
    assert quality["matchers"] == ['topic="quality"']
    assert quality["mute_time_intervals"] == ["nights_and_weekends"]
    assert quality["active_time_intervals"] == ["working_hours"]


def test_the_watchdog_is_sent_at_once(shipped: Monitoring) -> None:
    """Timings are written where the spec has them, a wait of nothing included."""
    watchdog = route_tree(shipped)["routes"][0]
    assert (watchdog["group_wait"], watchdog["group_interval"], watchdog["repeat_interval"]) == ("0s", "1m", "4m")
    assert "group_by" not in watchdog


def test_continue_is_written(edited: Callable[..., Monitoring]) -> None:
    """A route that lets later ones match says so."""
    monitoring = edited(("receiver: finance", "receiver: finance\n      continue: true"))
    assert [node.get("continue", False) for node in route_tree(monitoring)["routes"]] == [False, False, True, False]


def test_active_windows_above_become_mutes_outside_them(edited: Callable[..., Monitoring]) -> None:
    """A child with hours of its own keeps to its parent's too."""
    monitoring = edited(
        ("mute: [nights_and_weekends]", "active: [working_hours]"),
        ("active: [working_hours]\n\ninhibit", "active: [nights_and_weekends]\n\ninhibit"),
    )
    warnings = route_tree(monitoring)["routes"][3]
    assert warnings["active_time_intervals"] == ["working_hours"]
    assert warnings["routes"][0]["mute_time_intervals"] == ["outside working_hours"]
    assert warnings["routes"][0]["active_time_intervals"] == ["nights_and_weekends"]
