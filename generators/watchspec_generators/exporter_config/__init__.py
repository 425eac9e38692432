"""What the exporter reads at start: `exporter.json`, with bucket edges on the spec's thresholds."""

from watchspec_generators.exporter_config.document import PATH, document
from watchspec_generators.exporter_config.edges import edges

__all__ = ["PATH", "document", "edges"]
