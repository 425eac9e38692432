"""Writes the Grafana dashboards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import overview
from watchspec_generators.dashboards.grafana import to_json
from watchspec_generators.model import Artefact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.model import Monitoring


def build(monitoring: Monitoring) -> Iterable[Artefact]:
    """`dashboards/<service>-overview.json`, if the spec asks for an overview."""
    board = overview(monitoring)
    if board is not None:
        yield Artefact(f"dashboards/{monitoring.service.name}-overview.json", to_json(board))
