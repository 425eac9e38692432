"""Writes the exporter's configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.exporter_config import PATH, document
from watchspec_generators.model import Artefact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.model import Monitoring


def build(monitoring: Monitoring) -> Iterable[Artefact]:
    """One file, `exporter/exporter.json`."""
    return (Artefact(PATH, document(monitoring)),)
