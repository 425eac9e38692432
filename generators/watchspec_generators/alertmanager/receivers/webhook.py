"""A webhook that takes Alertmanager's own JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.receivers.place import rehearsal

if TYPE_CHECKING:
    from watchspec_generators.alertmanager.receivers.place import Place
    from watchspec_generators.spec import shape

KEY = "webhook_configs"
MINIMUM_VERSION = (0, 25)
"""The kind itself is older."""
NEEDS = {"url_file": (0, 26)}


def build(config: shape.Webhook, place: Place) -> dict[str, Any]:
    """One entry."""
    redirect = place.redirect
    if redirect is None:
        address = place.secret("url", config.url_file, NEEDS["url_file"])
    else:
        address = {"url": rehearsal(redirect, f"webhook/{place.receiver}")}
    return {**address, "send_resolved": True}
