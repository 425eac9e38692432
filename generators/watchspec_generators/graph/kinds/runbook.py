"""Sections of the runbook."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.types import Edge, Key, Node
from watchspec_generators.links import runbook_section
from watchspec_generators.runbooks.queries import steps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.source import Source
    from watchspec_generators.model import AnyAlert

KIND = "runbook"


def nodes(source: Source) -> Iterator[Node]:
    """One section for each alert; `runbook` of the spec is where its first steps are written."""
    for alert in source.monitoring.alerts:
        facts = (("link", runbook_section(source.monitoring, alert.name)),)
        first = next(iter(alert.runbook.strip().splitlines()), "No first steps.")
        yield Node(_key(source, alert), first, source.place((*alert.path, "runbook")), facts)


def edges(source: Source) -> Iterator[Edge]:
    """Which alert a section explains, and what its queries ask for."""
    for alert in source.monitoring.alerts:
        own = _key(source, alert)
        yield Edge(Key("alert", alert.name), "explained in", own)
        for step in steps(source.monitoring, alert):
            for key in source.read_by(step.expr):
                yield Edge(key, "asked for in", own)


def _key(source: Source, alert: AnyAlert) -> Key:
    return Key(KIND, f"{source.monitoring.service.name}.md#{alert.name.lower()}")
