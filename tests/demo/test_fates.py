"""What becomes of a firing alert by the spec."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.demo.fates import fate
from watchspec_generators.demo.troubles import Unplayable

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

WARNING = {"alertname": "W", "service": "checkout", "signal": "error_ratio", "model": "m", "severity": "warning"}
CRITICAL = {**WARNING, "alertname": "C", "severity": "critical"}
QUALITY = {**WARNING, "topic": "quality"}


def test_a_critical_goes_to_its_receiver(shipped: Monitoring) -> None:
    """Without windows or inhibition in the way, the route's receiver is told."""
    told = fate(shipped, CRITICAL, [])
    assert told.kind == "delivered"
    assert [str(address) for address in told.addresses] == ["pagerduty_critical (pagerduty)"]


def test_a_receiver_with_several_kinds_is_told_by_each(shipped: Monitoring) -> None:
    """Finance hears by Slack and by mail."""
    told = fate(shipped, {"alertname": "LLMCostSpike", "severity": "warning", "owner": "finance"}, [])
    assert [address.protocol for address in told.addresses] == ["slack", "email"]


def test_a_critical_silences_its_warning(shipped: Monitoring) -> None:
    """The warning about the same service, signal and model is inhibited, any other is not."""
    assert (fate(shipped, WARNING, [("C", CRITICAL)]).kind, fate(shipped, WARNING, [("C", CRITICAL)]).by) == (
        "inhibited",
        "C",
    )
    assert fate(shipped, WARNING, [("C", {**CRITICAL, "model": "other"})]).kind == "delivered"


def test_alerts_of_both_sides_do_not_silence_each_other(edited: Callable[..., Monitoring]) -> None:
    """Alertmanager lets an alert speak that matches source and target, if its source does so too."""
    both = edited(("source: {severity: critical}", "source: {service: checkout}"))
    assert fate(both, WARNING, [("C", WARNING)]).kind == "delivered"
    assert fate(both, WARNING, [("C", CRITICAL)]).kind == "inhibited"


def test_a_route_that_is_never_active_mutes(shipped: Monitoring) -> None:
    """The quality route is active in a window that the demo makes never."""
    told = fate(shipped, QUALITY, [])
    assert (told.kind, told.by, told.addresses) == ("muted", "working_hours", ())


def test_a_window_that_is_always_mutes_or_lets_through(edited: Callable[..., Monitoring]) -> None:
    """`always` in a mute silences the whole branch; as an active window it lets everything through."""
    nights = "nights_and_weekends: {ranges: [never]}"
    assert fate(edited((nights, "nights_and_weekends: {ranges: [always]}")), WARNING, []).by == "nights_and_weekends"
    hours = edited(("working_hours: {ranges: [never]}", "working_hours: {ranges: [always]}"))
    assert fate(hours, QUALITY, []).kind == "delivered"


def test_a_window_that_depends_on_the_hour_is_refused(edited: Callable[..., Monitoring]) -> None:
    """A demo whose result depends on the hour proves nothing."""
    odd = edited(("working_hours: {ranges: [never]}", "working_hours: {ranges: [every day 09:00-17:00]}"))
    with pytest.raises(Unplayable, match="working_hours depends on the hour"):
        fate(odd, QUALITY, [])
