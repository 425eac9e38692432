"""Writes how soon alerts fire."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.detection.table import table, table_path
from watchspec_generators.model import Artefact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.model import Monitoring


def build(monitoring: Monitoring) -> Iterable[Artefact]:
    """`rules/<service>.detection.yml`, for the clock that is at work."""
    if monitoring.time_scale == 1:
        yield Artefact(table_path(monitoring.service.name), table(monitoring))
