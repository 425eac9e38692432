"""E-mail over SMTP, as HTML and as plain text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.receivers.place import text
from watchspec_generators.rules.texts import literal

if TYPE_CHECKING:
    from watchspec_generators.alertmanager.receivers.place import Place
    from watchspec_generators.spec import shape

KEY = "email_configs"
MINIMUM_VERSION = (0, 25)
"""The kind itself is older."""
NEEDS = {"auth_password_file": (0, 25)}


def build(config: shape.Email, place: Place) -> dict[str, Any]:
    """One entry."""
    return {
        "to": literal(config.to),
        "from": literal(config.from_),
        **_server(config, place),
        "send_resolved": True,
        "headers": {"Subject": text("email.subject")},
        "html": text("email.html"),
        "text": text("email.text"),
    }


def _server(config: shape.Email, place: Place) -> dict[str, Any]:
    redirect = place.redirect
    if redirect is not None:
        return {"smarthost": redirect.smtp, "require_tls": False}
    server: dict[str, Any] = {"smarthost": config.smarthost, "require_tls": config.require_tls}
    if config.auth_username is not None:
        server["auth_username"] = config.auth_username
    if config.auth_password_file is not None:
        server |= place.secret("auth_password", config.auth_password_file, NEEDS["auth_password_file"])
    return server
