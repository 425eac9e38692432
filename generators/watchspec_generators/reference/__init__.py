"""The project's own reference, made from the code, all below docs/: on spec, checks and metrics, and the schema."""

from __future__ import annotations

from watchspec_generators.model.types import Artefact
from watchspec_generators.reference import checks_page, metrics_page, quality_page, spec_page
from watchspec_generators.signals import SIGNALS
from watchspec_generators.spec.schema import schema, schema_text


def documents() -> tuple[Artefact, ...]:
    """Every generated page, with its path from the project's root."""
    names = tuple(SIGNALS)
    return (
        Artefact("docs/checks.md", checks_page.page()),
        Artefact("docs/metrics.md", metrics_page.page()),
        Artefact("docs/monitoring.schema.json", schema_text(names)),
        Artefact("docs/quality.md", quality_page.page()),
        Artefact("docs/spec.md", spec_page.page(schema(names), SIGNALS)),
    )
