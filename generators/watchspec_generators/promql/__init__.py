"""PromQL as a tree that remembers where each part was written, so that a part can be replaced in the text."""

from watchspec_generators.promql.parser import parse
from watchspec_generators.promql.tree import Expression, Grouping, Kind, Matcher, Node, Span

__all__ = ["Expression", "Grouping", "Kind", "Matcher", "Node", "Span", "parse"]
