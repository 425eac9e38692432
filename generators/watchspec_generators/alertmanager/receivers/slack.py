"""Slack, by incoming webhook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.receivers.place import text
from watchspec_generators.rules.texts import literal

if TYPE_CHECKING:
    from watchspec_generators.alertmanager.receivers.place import Place
    from watchspec_generators.spec import shape

KEY = "slack_configs"
MINIMUM_VERSION = (0, 25)
"""The kind itself is older."""
NEEDS = {"webhook_url_file": (0, 25)}


def build(config: shape.Slack, place: Place) -> dict[str, Any]:
    """One entry."""
    address = place.address("slack", "api_url", config.webhook_url_file, NEEDS["webhook_url_file"])
    return {
        **address,
        "channel": literal(config.channel),
        "send_resolved": True,
        "color": text("slack.color"),
        "title": text("slack.title"),
        "title_link": text("dashboard_url"),
        "text": text("slack.text"),
        "fallback": text("slack.title"),
    }
