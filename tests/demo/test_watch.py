"""From what the servers say to events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.alertmanager.receivers.pagerduty import rehearsal_key
from watchspec_generators.demo.sink import Delivery
from watchspec_generators.demo.watch import Known, Snapshot, Watch, says

if TYPE_CHECKING:
    from watchspec_generators.demo.sink.delivery import Protocol, Status
    from watchspec_generators.model import Monitoring

KNOWN = (Known("High", {"model": "m"}, ("of calls to m fail (limit 5%)",)),)
KEY = rehearsal_key("pagerduty_critical")


@pytest.fixture
def watch(shipped: Monitoring) -> Watch:
    """A watch that has seen nothing yet."""
    return Watch(shipped, KNOWN)


def _alert(state: str) -> dict[str, Any]:
    labels = {"alertname": "High", "model": "m"}
    return {
        "labels": labels,
        "annotations": {"summary": "Fails"},
        "state": state,
        "activeAt": "1970-01-01T00:01:40.25Z",
    }


def _group(**status: Any) -> dict[str, Any]:
    source = {"fingerprint": "f1", "labels": {"alertname": "High"}, "startsAt": "x", "status": {"inhibitedBy": []}}
    target = {
        "fingerprint": "f2",
        "labels": {"alertname": "Elevated"},
        "startsAt": "x",
        "status": {"inhibitedBy": [], **status},
    }
    return {"receiver": {"name": "slack_ml_team"}, "alerts": [source, target]}


def _delivery(text: str, protocol: Protocol = "pagerduty", status: Status = "firing", key: str = "k") -> Delivery:
    target = KEY if protocol == "pagerduty" else "slack_ml_team"
    return Delivery(120.0, protocol, target, status, text, key)


def _told(watch: Watch, at: float, **said: Any) -> list[tuple[float, str, str, str]]:
    snapshot = Snapshot(at, said.get("alerts", ()), said.get("groups", ()), said.get("deliveries", ()))
    return [(event.at, event.kind, event.subject, event.detail) for event in watch.events(snapshot)]


def test_an_alert_is_pending_then_firing_then_quiet_each_once(watch: Watch) -> None:
    """Pending counts from when the condition began; seeing the same again is no event."""
    assert _told(watch, 101, alerts=[_alert("pending")]) == [(100.25, "pending", "High", "")]
    assert _told(watch, 102, alerts=[_alert("pending")]) == []
    assert _told(watch, 106, alerts=[_alert("firing")]) == [(106, "firing", "High", "")]
    assert _told(watch, 107, alerts=[_alert("firing")]) == []
    assert _told(watch, 130) == [(130, "quiet", "High", "")]
    assert _told(watch, 131) == []


def test_alertmanager_tells_who_is_routed_inhibited_and_muted(watch: Watch) -> None:
    """The inhibiting alert is named, not its fingerprint; versions without `mutedBy` are fine."""
    first = _told(watch, 5, groups=[_group(inhibitedBy=["f1"])])
    assert first == [
        (5, "routed", "High", "slack_ml_team"),
        (5, "routed", "Elevated", "slack_ml_team"),
        (5, "inhibited", "Elevated", "High"),
    ]
    second = _told(watch, 6, groups=[_group(inhibitedBy=["gone"], mutedBy=["nights", "weekends"])])
    assert second == [(6, "inhibited", "Elevated", "gone"), (6, "muted", "Elevated", "nights and weekends")]


def test_a_page_and_its_resolve_are_tied_by_their_key(watch: Watch) -> None:
    """A resolve belongs to the trigger with its dedup_key, whatever it says; an unknown key to no alert."""
    page = _delivery("FIRING: 100% of calls to m fail (limit 5%)")
    assert _told(watch, 121, deliveries=[page]) == [(120, "delivered", "High", "pagerduty_critical (pagerduty)")]
    over = _delivery("anything", status="resolved")
    strange = _delivery("100% of calls to m fail (limit 5%)", status="resolved", key="another")
    assert [event[1:3] for event in _told(watch, 122, deliveries=[page, over, strange])] == [
        ("closed", "High"),
        ("closed", "an incident that was never opened"),
    ]


def test_a_message_is_recognised_by_its_words(watch: Watch) -> None:
    """Slack knows no key: the words decide, and what nobody expects is still told."""
    message = _delivery("9% of calls to m\n  fail (limit 5%)", "slack", "resolved")
    other = _delivery("Something else", "slack")
    assert [event[1:3] for event in _told(watch, 121, deliveries=[message, other])] == [
        ("closed", "High"),
        ("delivered", "an alert that is not part of the incident"),
    ]


def test_a_message_to_nobody_is_told(watch: Watch) -> None:
    """An address that no receiver has is shown as such."""
    lost = Delivery(1.0, "slack", "nobody", "firing", "x")
    assert _told(watch, 2, deliveries=[lost])[0][3] == "unknown slack nobody"


@pytest.mark.parametrize(
    ("text", "words", "expected"),
    [
        ("a b c", ("a", "c"), True),
        ("c b a", ("a", "c"), False),
        ("a  b\n\tc", ("a b c",), True),
        ("a", ("a", "a"), False),
        ("", (), True),
    ],
)
def test_words_are_found_in_order(text: str, words: tuple[str, ...], expected: bool) -> None:
    """Order counts, line breaks and blanks do not."""
    assert says(text, words) is expected
