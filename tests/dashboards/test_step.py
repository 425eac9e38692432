"""The files that dashboards make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.grafana import to_json
from watchspec_generators.steps.dashboards import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.dashboards import Board
    from watchspec_generators.model import Monitoring


def test_step(shipped: Monitoring, board: Board) -> None:
    """One file, named after the service."""
    (artefact,) = build(shipped)
    assert artefact.path == "dashboards/checkout-overview.json"
    assert artefact.text == to_json(board)


def test_no_dashboard_no_file(edited: Callable[..., Monitoring]) -> None:
    """A spec that asks for no dashboard gets no file."""
    assert list(build(edited(("  overview:\n    title: LLM overview", "  {}")))) == []
