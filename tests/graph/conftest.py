"""The graph of a small spec with every kind of node, and of the shipped one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.graph import build
from watchspec_generators.spec import load
from watchspec_generators.spec.places import positions

if TYPE_CHECKING:
    from watchspec_generators.graph import Graph
    from watchspec_generators.model import Monitoring

CHAIN = Path(__file__).parent / "chain.yaml"
SHIPPED = Path(__file__).parents[2] / "monitoring.yaml"


def graph_of(content: bytes, file: str = "chain.yaml", environment: str | None = None) -> Graph:
    """The graph of a spec."""
    monitoring = load(content, file=file, environment=environment)
    return build(monitoring, positions(content, file=file, environment=environment))


@pytest.fixture(scope="session")
def chain() -> Graph:
    """The graph of the small spec."""
    return graph_of(CHAIN.read_bytes())


@pytest.fixture(scope="session")
def shipped_graph(shipped: Monitoring) -> Graph:
    """The graph of the shipped spec."""
    return build(shipped, positions(SHIPPED.read_bytes(), file=SHIPPED.name))
