"""Series that recording rules write."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.types import Edge, Node

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.source import Source, Written

KIND = "recording"


def nodes(source: Source) -> Iterator[Node]:
    """One for each recording rule; its position is that of what asks for it."""
    for rules in source.recordings.values():
        for written in rules:
            asker, file = source.asked_by(written), written.rule.file
            facts = (("expression", written.rule.content["expr"]), ("file", file))
            yield Node(
                source.recording(written),
                f"Recorded every {written.group.interval} for the {asker.kind} {asker.name}.",
                source.asked_at(asker),
                facts,
                (written.rule.name,),
            )


def edges(source: Source) -> Iterator[Edge]:
    """What a rule reads, and what it is recorded for."""
    for rules in source.recordings.values():
        for written in rules:
            yield from _edges(source, written)


def _edges(source: Source, written: Written) -> Iterator[Edge]:
    own = source.recording(written)
    for key in source.read_by(written.rule.content["expr"]):
        yield Edge(key, "read by" if key.kind == KIND else "recorded by", own)
    yield Edge(source.asked_by(written), "recorded by", own)
