"""Writes the Grafana dashboards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards import boards
from watchspec_generators.dashboards.grafana import to_json
from watchspec_generators.model import Artefact

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.model import Monitoring


def build(monitoring: Monitoring) -> Iterable[Artefact]:
    """`dashboards/<service>-<board>.json` for each board that the spec asks for and has something to show on."""
    for board in boards(monitoring):
        yield Artefact(f"dashboards/{monitoring.service.name}-{board.name}.json", to_json(board))
