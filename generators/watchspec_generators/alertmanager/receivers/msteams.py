"""Microsoft Teams by a workflow, as an adaptive card."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.receivers.place import text

if TYPE_CHECKING:
    from watchspec_generators.alertmanager.receivers.place import Place
    from watchspec_generators.spec import shape

KEY = "msteamsv2_configs"
MINIMUM_VERSION = (0, 28)
"""The kind itself."""
NEEDS = {"webhook_url_file": (0, 28)}


def build(config: shape.MsTeams, place: Place) -> dict[str, Any]:
    """One entry."""
    address = place.address("msteams", "webhook_url", config.webhook_url_file, NEEDS["webhook_url_file"])
    return {**address, "send_resolved": True, "title": text("msteams.title"), "text": text("msteams.text")}
