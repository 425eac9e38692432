"""From a model to its graph: each module of `kinds` adds its nodes and the edges that it knows of."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from watchspec_generators.graph import kinds
from watchspec_generators.graph.source import Source
from watchspec_generators.graph.types import Graph

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from types import ModuleType

    from watchspec_generators.graph.types import Edge
    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.alert import Path


def kind_names() -> tuple[str, ...]:
    """The kinds of nodes, in name order."""
    return tuple(sorted(module.name for module in iter_modules(kinds.__path__)))


def build(monitoring: Monitoring, place: Callable[[Path], str]) -> Graph:
    """The graph of `monitoring`; `place` tells where a path of the spec is written, as `file:line:column`."""
    source = Source(monitoring, place)
    modules = [_module(name) for name in kind_names()]
    nodes = [node for module in modules for node in module.nodes(source)]
    edges = [edge for module in modules if hasattr(module, "edges") for edge in module.edges(source)]
    return Graph({node.key: node for node in nodes}, _without_repeats(edges))


def _module(name: str) -> ModuleType:
    return import_module(f"{kinds.__name__}.{name}")


def _without_repeats(edges: Iterable[Edge]) -> tuple[Edge, ...]:
    """An expression that reads a series twice makes one edge."""
    return tuple(dict.fromkeys(edges))
