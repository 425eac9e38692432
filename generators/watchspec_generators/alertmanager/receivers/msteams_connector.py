"""Microsoft Teams by an Office 365 connector, as a message card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.receivers.place import text

if TYPE_CHECKING:
    from watchspec_generators.alertmanager.receivers.place import Place
    from watchspec_generators.spec import shape

KEY = "msteams_configs"
MINIMUM_VERSION = (0, 27)
"""`summary`; the kind itself came in 0.26."""
NEEDS = {"webhook_url_file": (0, 28)}
"""0.27 knows the key and then refuses to load it."""


def build(config: shape.MsTeamsConnector, place: Place) -> dict[str, Any]:
    """One entry."""
    address = place.address("msteams_connector", "webhook_url", config.webhook_url_file, NEEDS["webhook_url_file"])
    return {
        **address,
        "send_resolved": True,
        "title": text("msteams.title"),
        "summary": text("msteams.title"),
        "text": text("msteams.text"),
    }
