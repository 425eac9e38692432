"""A webhook that takes Alertmanager's own JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from watchspec_generators.alertmanager.receivers.place import Place
    from watchspec_generators.spec import shape

KEY = "webhook_configs"
MINIMUM_VERSION = (0, 25)
"""The kind itself is older."""
NEEDS = {"url_file": (0, 26)}


def build(config: shape.Webhook, place: Place) -> dict[str, Any]:
    """One entry."""
    address = place.address("webhook", "url", config.url_file, NEEDS["url_file"])
    return {**address, "send_resolved": True}
