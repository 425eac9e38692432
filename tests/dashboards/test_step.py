"""The files that dashboards make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.grafana import to_json
from watchspec_generators.spec.shape import BOARDS
from watchspec_generators.steps.dashboards import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.dashboards import Board
    from watchspec_generators.model import Monitoring


def test_step(shipped: Monitoring, board: Board) -> None:
    """One file for each board, named after service and board."""
    files = {artefact.path: artefact.text for artefact in build(shipped)}
    assert len(files) == len(BOARDS)
    assert files[f"dashboards/checkout-{board.name}.json"] == to_json(board)


def test_no_dashboard_no_file(edited: Callable[..., Monitoring]) -> None:
    """A spec that asks for no dashboard gets no file."""
    assert list(build(edited(("dashboards:\n", "\n# What no test can notice", "dashboards: {}\n")))) == []
