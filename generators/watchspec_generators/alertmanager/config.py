"""The whole configuration, assembled."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.inhibit import inhibit_rules
from watchspec_generators.alertmanager.receivers import receivers
from watchspec_generators.alertmanager.routes import route_tree
from watchspec_generators.alertmanager.windows import time_intervals

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

PATH = "alertmanager/alertmanager.yml"
TEMPLATES = "templates/*.tmpl"
"""Where Alertmanager finds the texts, from its configuration's folder."""


def configuration(monitoring: Monitoring) -> dict[str, Any]:
    """Content of alertmanager.yml; sections that the spec leaves out are left out."""
    optional = {"inhibit_rules": inhibit_rules(monitoring), "time_intervals": time_intervals(monitoring)}
    return {
        "templates": [TEMPLATES],
        "route": route_tree(monitoring),
        **{key: entries for key, entries in optional.items() if entries},
        "receivers": receivers(monitoring),
    }
