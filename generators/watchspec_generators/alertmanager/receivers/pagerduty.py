"""PagerDuty, Events API v2: the routing key in a file; the group's key is the deduplication key."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.receivers.place import rehearsal, text
from watchspec_generators.links import overview_page
from watchspec_generators.rules.texts import literal

if TYPE_CHECKING:
    from watchspec_generators.alertmanager.receivers.place import Place
    from watchspec_generators.spec import shape

KEY = "pagerduty_configs"
MINIMUM_VERSION = (0, 25)
"""`routing_key_file`."""
_REHEARSAL_KEY = "rehearsal"


def build(config: shape.PagerDuty, place: Place) -> dict[str, Any]:
    """One entry; in a rehearsal a fixed key, since nobody checks it and no secret should leave its file."""
    redirect = place.redirect
    if redirect is None:
        address = {"routing_key_file": place.secret(config.routing_key_file)}
    else:
        address = {"routing_key": _REHEARSAL_KEY, "url": rehearsal(redirect, "v2/enqueue")}
    return {
        **address,
        "send_resolved": True,
        "severity": text("pagerduty.severity"),
        "description": text("pagerduty.description"),
        "client": place.monitoring.service.name,
        "client_url": literal(overview_page(place.monitoring)),
        "details": {
            name: text(f"pagerduty.{name}") for name in ("firing", "resolved", "owner", "num_firing", "num_resolved")
        },
        "links": [
            {"href": text("runbook_url"), "text": "Runbook"},
            {"href": text("dashboard_url"), "text": "Dashboard"},
        ],
    }
