"""Discord, by a channel's webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.receivers.place import text

if TYPE_CHECKING:
    from watchspec_generators.alertmanager.receivers.place import Place
    from watchspec_generators.spec import shape

KEY = "discord_configs"
MINIMUM_VERSION = (0, 25)
"""The kind itself."""
NEEDS = {"webhook_url_file": (0, 28)}
"""0.27 knows the key and then refuses to load it."""


def build(config: shape.Discord, place: Place) -> dict[str, Any]:
    """One entry."""
    address = place.address("discord", "webhook_url", config.webhook_url_file, NEEDS["webhook_url_file"])
    return {**address, "send_resolved": True, "title": text("discord.title"), "message": text("discord.message")}
