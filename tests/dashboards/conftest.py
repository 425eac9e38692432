"""What tests of dashboards share."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.dashboards import overview, to_json

if TYPE_CHECKING:
    from watchspec_generators.dashboards import Board
    from watchspec_generators.model import Monitoring


@pytest.fixture(scope="session")
def board(shipped: Monitoring) -> Board:
    """The shipped spec's overview."""
    found = overview(shipped)
    assert found is not None
    return found


@pytest.fixture(scope="session")
def written(board: Board) -> dict[str, Any]:
    """The same, as Grafana reads it."""
    text: dict[str, Any] = json.loads(to_json(board))
    return text
