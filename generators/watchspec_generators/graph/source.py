"""What kinds of nodes are made from: the model, and what is generated from it, each worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from watchspec_generators.graph.catalogued import BY_SERIES
from watchspec_generators.graph.reading import parsed, reads
from watchspec_generators.graph.types import Key
from watchspec_generators.model import SignalAlert
from watchspec_generators.mutation.types import Rule
from watchspec_generators.rules.budgets import budget_group
from watchspec_generators.rules.groups import BUDGETS, groups, objective_group
from watchspec_generators.runbooks.silences import silences
from watchspec_generators.runbooks.ways import ways
from watchspec_generators.signals import SIGNALS
from watchspec_generators.signals.promql import selector

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from watchspec_generators.graph.reading import Read
    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.alert import Path
    from watchspec_generators.rules.groups import Group
    from watchspec_generators.runbooks.silences import Silence
    from watchspec_generators.runbooks.ways import Way


@dataclass(frozen=True, slots=True)
class Written:
    """A rule and the group that it stands in."""

    group: Group
    rule: Rule

    @property
    def labels(self) -> Mapping[str, str]:
        """The labels that the rule sets."""
        labels: Mapping[str, str] = self.rule.content.get("labels", {})
        return labels


@dataclass(frozen=True)
class Source:
    """A model, and where its parts are written."""

    monitoring: Monitoring
    place: Callable[[Path], str]

    @cached_property
    def rules(self) -> tuple[Written, ...]:
        """Every rule, in the order of the groups."""
        return tuple(
            Written(group, Rule(group.path, 0, index, content))
            for group in groups(self.monitoring)
            for index, content in enumerate(group.rules)
        )

    @cached_property
    def recordings(self) -> Mapping[str, tuple[Written, ...]]:
        """The recording rules, by the name of their series."""
        found: dict[str, list[Written]] = {}
        for written in self.rules:
            if not written.rule.is_alert:
                found.setdefault(written.rule.name, []).append(written)
        return {name: tuple(rules) for name, rules in found.items()}

    @cached_property
    def silences(self) -> tuple[Silence, ...]:
        """Which alerts keep others quiet."""
        return silences(self.monitoring)

    @cached_property
    def ways(self) -> Mapping[str, tuple[Way, ...]]:
        """The ways of each alert through the routing tree, by its name."""
        return {alert.name: ways(self.monitoring, alert) for alert in self.monitoring.alerts}

    def recording(self, written: Written) -> Key:
        """The node of a recording rule; labels tell those of one name apart."""
        namesakes = [other.labels for other in self.recordings[written.rule.name]]
        own = [
            f'{label}="{value}"'
            for label, value in written.labels.items()
            if len({other.get(label) for other in namesakes}) > 1
        ]
        return Key("recording", selector(written.rule.name, *own) if own else written.rule.name)

    def asked_by(self, written: Written) -> Key:
        """The signal, objective or budget that a rule is recorded for."""
        if written.group.name == BUDGETS:
            return Key("objective", written.labels["objective"])
        return self._askers[written.group.name]

    def asked_at(self, asker: Key) -> str | None:
        """Where the spec asks for it: at the objective or budget, or at the first alert on the signal."""
        path = self._asking.get(asker)
        return None if path is None else self.place(path)

    def read_by(self, expr: str) -> tuple[Key, ...]:
        """The nodes whose series PromQL reads: recorded ones, metrics of the catalogue, and others."""
        expression = parsed(expr)
        found = reads(expression) if expression else ()
        return tuple(dict.fromkeys(key for read in found for key in self._resolved(read)))

    def _resolved(self, read: Read) -> Iterator[Key]:
        recorded = [each for each in self.recordings.get(read.name, ()) if read.allows(each.labels)]
        yield from map(self.recording, recorded)
        if not recorded and read.name in BY_SERIES:
            yield Key("metric", BY_SERIES[read.name].name)
        elif not recorded and read.name:
            yield Key("series", read.name)

    @cached_property
    def _asking(self) -> Mapping[Key, Path]:
        alerts = [alert for alert in self.monitoring.alerts if isinstance(alert, SignalAlert)]
        return {
            **{Key("signal", alert.signal): alert.path for alert in reversed(alerts)},
            **{Key("objective", goal.name): goal.path for goal in self.monitoring.objectives},
            **{Key("budget", budget.name): budget.path for budget in self.monitoring.budgets},
        }

    @cached_property
    def _askers(self) -> Mapping[str, Key]:
        return {
            **{name: Key("signal", name) for name in SIGNALS},
            **{objective_group(each): Key("objective", each.name) for each in self.monitoring.objectives},
            **{budget_group(each): Key("budget", each.name) for each in self.monitoring.budgets},
        }
