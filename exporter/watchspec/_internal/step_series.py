"""The time series of steps, as ready-made children."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec import catalogue
from watchspec._internal.series import Children

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec._internal.collectors import Wrapper
    from watchspec._internal.labels import Cap
    from watchspec._internal.steps import Step
    from watchspec._internal.tally import Tally
    from watchspec._internal.usage import Usage

MAX_CACHED_NAMES = 1_000


class Spent:
    """Where the cost and tokens go that one feature spends inside one step; all start at 0."""

    __slots__ = ("_cost", "_input", "_output")

    def __init__(self, metrics: Mapping[catalogue.Metric, Wrapper], step: str, feature: str) -> None:
        tokens = Children(metrics[catalogue.STEP_TOKENS], (step, feature))
        self._cost = Children(metrics[catalogue.STEP_COST], (step,))[feature]
        self._input, self._output = tokens["input"], tokens["output"]

    def add(self, tally: Tally, usage: Usage, cost: float | None) -> None:
        """Counts one call; None is a call without a price."""
        tally.inc(self._input, usage.input)
        tally.inc(self._output, usage.output)
        if cost is not None:
            tally.inc(self._cost, cost)


class StepSeries:
    """Steps of one registry by name; names beyond the cap share one label."""

    __slots__ = ("_cap", "_durations", "_labels", "_metrics", "_spent")

    def __init__(self, metrics: Mapping[catalogue.Metric, Wrapper], cap: Cap) -> None:
        self._metrics = metrics
        self._cap = cap
        self._labels: dict[str, str] = {}
        self._durations: dict[str, Children] = {}
        self._spent: dict[tuple[str, str], Spent] = {}

    def label(self, name: str) -> str:
        """The label value for a step's name."""
        found = self._labels.get(name)
        if found is None:
            found = self._cap.admit(name)
            if found != catalogue.OTHER and len(self._labels) < MAX_CACHED_NAMES:
                self._labels[name] = found
        return found

    def duration(self, label: str, outcome: str) -> Any:
        """The histogram of one step and outcome."""
        children = self._durations.get(label)
        if children is None:
            children = self._durations[label] = Children(self._metrics[catalogue.STEP_DURATION], (label,))
        return children[outcome]

    def spent(self, label: str, feature: str) -> Spent:
        """The counters of one step and feature."""
        found = self._spent.get((label, feature))
        if found is None:
            found = self._spent[label, feature] = Spent(self._metrics, label, feature)
        return found

    def spending(self, step: Step | None, feature: str) -> list[Spent]:
        """Where a call that begins inside `step` is charged besides its own series: each open step, once per name."""
        labels: dict[str, None] = {}
        while step is not None:
            if step.open:
                labels[step.label] = None
            step = step.parent
        return [self.spent(label, feature) for label in labels]
