"""PagerDuty, Events API v2: the routing key in a file; the group's key is the deduplication key."""

from __future__ import annotations

from hashlib import sha256
from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.receivers.place import rehearsal, text
from watchspec_generators.links import board_page
from watchspec_generators.rules.texts import literal

if TYPE_CHECKING:
    from watchspec_generators.alertmanager.receivers.place import Place
    from watchspec_generators.spec import shape

KEY = "pagerduty_configs"
MINIMUM_VERSION = (0, 25)
"""The kind itself is older."""
NEEDS = {"routing_key_file": (0, 25)}
_KEY_LENGTH = 32


def rehearsal_key(receiver: str) -> str:
    """A key of PagerDuty's form that tells which receiver was meant."""
    return sha256(receiver.encode()).hexdigest()[:_KEY_LENGTH]


def build(config: shape.PagerDuty, place: Place) -> dict[str, Any]:
    """One entry; in a rehearsal a made-up key, since no secret should leave its file."""
    redirect = place.redirect
    if redirect is None:
        address = place.secret("routing_key", config.routing_key_file, NEEDS["routing_key_file"])
    else:
        address = {"routing_key": rehearsal_key(place.receiver), "url": rehearsal(redirect, "v2/enqueue")}
    return {
        **address,
        "send_resolved": True,
        "severity": text("pagerduty.severity"),
        "description": text("pagerduty.description"),
        "client": place.monitoring.service.name,
        "client_url": literal(board_page(place.monitoring, "overview")),
        "details": {
            "firing": text("pagerduty.firing"),
            "resolved": text("pagerduty.resolved"),
            "owner": text("owner"),
            "num_firing": text("pagerduty.num_firing"),
            "num_resolved": text("pagerduty.num_resolved"),
        },
        "links": [
            {"href": text("runbook_url"), "text": "Runbook"},
            {"href": text("dashboard_url"), "text": "Dashboard"},
        ],
    }
