"""Bucket edges of histograms."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from watchspec._internal.config.reading import is_list, is_number
from watchspec._internal.config.values import DEFAULT_BUCKETS

if TYPE_CHECKING:
    from watchspec._internal.config.reading import Section


def buckets(document: Section) -> dict[str, tuple[float, ...]]:
    """Edges of every histogram: those given, else the catalogue's."""
    found, given = dict(DEFAULT_BUCKETS), document.section("buckets")
    for name, edges in given.content.items():
        if name not in found:
            given.complain(name, "is no histogram of ours")
        elif not _are_edges(edges):
            given.complain(name, "must be ascending finite numbers")
        else:
            found[name] = tuple(float(edge) for edge in edges)
    return found


def _are_edges(edges: object) -> bool:
    if not is_list(edges) or not edges:
        return False
    return all(is_number(edge) for edge in edges) and all(lower < upper for lower, upper in pairwise(edges))
