"""Named signals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.types import Edge, Key, Node
from watchspec_generators.model import SignalAlert
from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.source import Source

KIND = "signal"


def nodes(_source: Source) -> Iterator[Node]:
    """Every signal that an alert can be on."""
    for signal in SIGNALS.values():
        facts = (("unit", signal.unit), ("labels", ", ".join(signal.labels) or "none"), ("window", str(signal.window)))
        yield Node(Key(KIND, signal.name), signal.summary, facts=facts)


def edges(source: Source) -> Iterator[Edge]:
    """Which alerts watch a signal."""
    for alert in source.monitoring.alerts:
        if isinstance(alert, SignalAlert):
            yield Edge(Key(KIND, alert.signal), "watched by", Key("alert", alert.name))
