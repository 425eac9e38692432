"""The sink's inbox."""

from __future__ import annotations

from watchspec_generators.demo.sink.delivery import Delivery, Inbox, Refusal


def test_deliveries_and_refusals_are_kept_apart() -> None:
    """What was accepted and what was refused are two lists, each in order of arrival."""
    inbox = Inbox()
    first = Delivery(1.0, "slack", "ml", "firing", "a")
    second = Delivery(2.0, "slack", "ml", "resolved", "a")
    refused = Refusal(1.5, "slack", "no_text")
    for item in (first, refused, second):
        inbox.add(item)
    assert inbox.deliveries == (first, second)
    assert inbox.refusals == (refused,)
