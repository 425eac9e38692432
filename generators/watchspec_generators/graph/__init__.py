"""The one graph: from the exporter's metrics to the people who are told, with the place in the spec of each link."""

from watchspec_generators.graph.build import build
from watchspec_generators.graph.types import Edge, Graph, Key, Node, Verb

__all__ = ["Edge", "Graph", "Key", "Node", "Verb", "build"]
