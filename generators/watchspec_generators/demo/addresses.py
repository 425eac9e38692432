"""Where a receiver's notifications arrive, in the terms in which the sink keeps them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.alertmanager.receivers.pagerduty import rehearsal_key

if TYPE_CHECKING:
    from watchspec_generators.demo.sink.delivery import Delivery, Protocol
    from watchspec_generators.model import Monitoring

_BY_PATH: tuple[Protocol, ...] = (
    "opsgenie",
    "slack",
    "msteams",
    "msteams_connector",
    "discord",
    "telegram",
    "webhook",
)
"""Kinds whose path at the sink names the receiver."""


@dataclass(frozen=True, slots=True)
class Address:
    """One entry of a receiver."""

    receiver: str
    protocol: Protocol
    target: str

    def __str__(self) -> str:
        return f"{self.receiver} ({self.protocol})"

    def took(self, delivery: Delivery) -> bool:
        """Whether `delivery` arrived here."""
        return (delivery.protocol, delivery.target) == (self.protocol, self.target)


def addresses(monitoring: Monitoring, receiver: str) -> tuple[Address, ...]:
    """Every entry of `receiver`, once."""
    configured = monitoring.receivers[receiver]
    found = (
        *(Address(receiver, "pagerduty", rehearsal_key(receiver)) for _ in configured.pagerduty),
        *(Address(receiver, protocol, receiver) for protocol in _BY_PATH for _ in getattr(configured, protocol)),
        *(
            Address(receiver, "email", recipient.strip())
            for email in configured.email
            for recipient in email.to.split(",")
        ),
    )
    return tuple(dict.fromkeys(found))


def address_of(monitoring: Monitoring, delivery: Delivery) -> Address | None:
    """The entry at which `delivery` arrived."""
    every = (address for receiver in monitoring.receivers for address in addresses(monitoring, receiver))
    return next((address for address in every if address.took(delivery)), None)
