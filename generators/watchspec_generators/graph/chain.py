"""What the checks of the graph get: a spec without errors of its own, its model, and its hand-written PromQL."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from watchspec_generators.graph.labels import Labelling
from watchspec_generators.graph.reading import parsed
from watchspec_generators.graph.source import Source
from watchspec_generators.model import RawAlert
from watchspec_generators.model.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.model import Monitoring
    from watchspec_generators.promql import Expression, Node
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem


@dataclass(frozen=True, slots=True)
class Raw:
    """An alert on raw PromQL, and its expression as a tree."""

    alert: RawAlert
    expression: Expression

    def parts(self, *kinds: str) -> Iterator[Node]:
        """The parts of the expression of these kinds, from left to right."""
        return (node for node in self.expression.root.walk() if node.kind in kinds)


@dataclass(frozen=True)
class Chain:
    """A spec, of which no other check has found an error; what is worked out from it is so once."""

    context: Context

    @cached_property
    def monitoring(self) -> Monitoring:
        """The model, on the spec's own clock."""
        return resolve(self.context.spec, self.context.signals)

    @cached_property
    def source(self) -> Source:
        """What is generated."""
        return Source(self.monitoring, str)

    @property
    def has_raw(self) -> bool:
        """Whether there is an alert on raw PromQL."""
        return any(isinstance(alert, RawAlert) for alert in self.monitoring.alerts)

    @cached_property
    def raw(self) -> tuple[Raw, ...]:
        """Every alert on raw PromQL that our parser knows how to read."""
        alerts = [alert for alert in self.monitoring.alerts if isinstance(alert, RawAlert)]
        trees = [(alert, parsed(alert.expr)) for alert in alerts]
        return tuple(Raw(alert, tree) for alert, tree in trees if tree)

    @cached_property
    def labelling(self) -> Labelling:
        """Which labels expressions carry."""
        return Labelling(self.source)

    def problem(
        self, raw: Raw, offset: int, message: str, expected: str | None = None, hint: str | None = None
    ) -> Problem:
        """A problem at a character of a raw expression."""
        path = (*raw.alert.path, "expr")
        return self.context.problem_within(path, offset, message, expected, hint)
