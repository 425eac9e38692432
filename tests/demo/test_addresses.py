"""Where a receiver's notifications arrive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.alertmanager.receivers.pagerduty import rehearsal_key
from watchspec_generators.demo.addresses import Address, address_of, addresses
from watchspec_generators.demo.sink import Delivery

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring


def test_each_kind_has_its_own_form(shipped: Monitoring) -> None:
    """PagerDuty is known by its key, Slack and webhooks by the receiver, mail by its recipient."""
    found = [address for name in shipped.receivers for address in addresses(shipped, name)]
    assert found == [
        Address("pagerduty_critical", "pagerduty", rehearsal_key("pagerduty_critical")),
        Address("slack_ml_team", "slack", "slack_ml_team"),
        Address("finance", "slack", "finance"),
        Address("finance", "email", "llm-spend@example.com"),
        Address("dead_mans_switch", "webhook", "dead_mans_switch"),
    ]


def test_a_delivery_finds_its_address(shipped: Monitoring) -> None:
    """What arrives at nobody's address belongs to nobody."""
    mail = Delivery(0, "email", "llm-spend@example.com", "firing", "x")
    assert str(address_of(shipped, mail)) == "finance (email)"
    assert address_of(shipped, Delivery(0, "slack", "nobody", "firing", "x")) is None
