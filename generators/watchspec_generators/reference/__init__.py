"""The project's own reference: docs/spec.md, docs/metrics.md and docs/monitoring.schema.json, made from the code."""

from __future__ import annotations

from watchspec_generators.model.types import Artefact
from watchspec_generators.reference import metrics_page, spec_page
from watchspec_generators.signals import SIGNALS
from watchspec_generators.spec.schema import schema, schema_text


def documents() -> tuple[Artefact, ...]:
    """Every generated page, with its path from the project's root."""
    names = tuple(SIGNALS)
    return (
        Artefact("docs/metrics.md", metrics_page.page()),
        Artefact("docs/monitoring.schema.json", schema_text(names)),
        Artefact("docs/spec.md", spec_page.page(schema(names), SIGNALS)),
    )
