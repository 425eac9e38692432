"""Objectives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.types import Edge, Key, Node
from watchspec_generators.model import BurnAlert
from watchspec_generators.rules.texts import written

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.source import Source
    from watchspec_generators.model import Objective

KIND = "objective"


def nodes(source: Source) -> Iterator[Node]:
    """Those of the spec."""
    for goal in source.monitoring.objectives:
        yield Node(Key(KIND, goal.name), goal.description or _said(goal), source.place(goal.path), tuple(_facts(goal)))


def edges(source: Source) -> Iterator[Edge]:
    """Which alerts watch an objective's error budget."""
    for alert in source.monitoring.alerts:
        if isinstance(alert, BurnAlert):
            yield Edge(Key(KIND, alert.objective.name), "watched by", Key("alert", alert.name))


def _said(goal: Objective) -> str:
    return f"At least {goal.target.text} of {goal.of} are good over {goal.window}."


def _facts(goal: Objective) -> Iterator[tuple[str, str]]:
    yield "judged", goal.of
    yield "target", f"{goal.target.text} over {goal.window}"
    if goal.limit is not None:
        yield "limit", written(goal.limit)
