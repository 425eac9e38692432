"""The text of `exporter.json`: what the service declares, and the bucket edges."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from watchspec_generators.exporter_config.edges import edges

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

PATH = "exporter/exporter.json"
FORMAT_VERSION = 1


def document(monitoring: Monitoring) -> str:
    """JSON that `watchspec.instrument(config=...)` reads with the standard library alone; ends in a newline."""
    content = {
        "version": FORMAT_VERSION,
        "service": monitoring.service.name,
        "models": [
            {"name": name, "provider": model.provider, "operations": list(model.operations)}
            for name, model in monitoring.models.items()
        ],
        "features": list(monitoring.features),
        "buckets": {name: list(limits) for name, limits in edges(monitoring).items()},
    }
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"
