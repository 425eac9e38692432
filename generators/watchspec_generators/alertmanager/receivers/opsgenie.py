"""Opsgenie; the group's key is the alias, so that a resolve closes what it opened."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.receivers.place import rehearsal, text
from watchspec_generators.rules.texts import literal

if TYPE_CHECKING:
    from watchspec_generators.alertmanager.receivers.place import Place
    from watchspec_generators.spec import shape

KEY = "opsgenie_configs"
MINIMUM_VERSION = (0, 25)
"""The kind itself is older."""
NEEDS = {"api_key_file": (0, 25)}


def build(config: shape.Opsgenie, place: Place) -> dict[str, Any]:
    """One entry."""
    redirect = place.redirect
    if redirect is None:
        address = place.secret("api_key", config.api_key_file, NEEDS["api_key_file"])
        address["api_url"] = config.api_url
    else:
        address = {"api_key": "rehearsal", "api_url": rehearsal(redirect, f"opsgenie/{place.receiver}/")}
    team = {} if config.team is None else {"responders": [{"name": literal(config.team), "type": "team"}]}
    return {
        **address,
        **team,
        "send_resolved": True,
        "message": text("opsgenie.message"),
        "description": text("opsgenie.description"),
        "source": place.monitoring.service.name,
        "priority": text("opsgenie.priority"),
        "tags": text("opsgenie.tags"),
        "details": {"runbook": text("runbook_url"), "dashboard": text("dashboard_url"), "owner": text("owner")},
    }
