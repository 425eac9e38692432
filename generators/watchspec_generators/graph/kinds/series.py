"""Series that hand-written PromQL reads and that neither the exporter nor a generated rule writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.types import Key, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.source import Source

KIND = "series"
_SAID = "Comes from elsewhere: no metric of the exporter, no recorded series."


def nodes(source: Source) -> Iterator[Node]:
    """Each of them, at the first alert that reads it."""
    found: dict[Key, str] = {}
    for written in source.rules:
        for key in source.read_by(written.rule.content["expr"]):
            if key.kind == KIND:
                found.setdefault(key, written.rule.name)
    paths = {alert.name: alert.path for alert in source.monitoring.alerts}
    for key, reader in found.items():
        yield Node(key, _SAID, source.place(paths[reader]))
