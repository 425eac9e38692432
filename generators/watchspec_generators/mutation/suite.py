"""The generated rules and their unit tests: which tests may notice that a rule is broken, and what they depend on."""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from watchspec_generators.mutation.types import Rule
from watchspec_generators.promql import parse
from watchspec_generators.values import parse_duration

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchspec_generators.promql import Expression

_REPEATED = re.compile(r"x(\d+)")
_SAMPLES_AN_EVALUATION = 8
"""promtool appends about so many samples while it evaluates one rule."""
_OPENING = 400
"""Evaluations that take as long as promtool needs for the storage of a test."""
EVERY_ALERT = frozenset(("ALERTS", "ALERTS_FOR_STATE"))
"""Series that Prometheus itself writes of all alerts."""


@dataclass(frozen=True, eq=False)
class Entry:
    """One test of a test file."""

    file: str
    content: Mapping[str, Any]
    settings: Mapping[str, Any]
    """Of the whole file: the time between evaluations, and the order of groups."""
    rule_files: tuple[str, ...]
    names: frozenset[str]
    """Alerts and series that it asks for."""

    @cached_property
    def evaluations(self) -> float:
        """How often each rule is evaluated."""
        last = max(parse_duration(check["eval_time"]).milliseconds for check in _all_checks(self.content))
        return last / parse_duration(self.settings["evaluation_interval"]).milliseconds + 1

    @cached_property
    def overhead(self) -> float:
        """What the test takes beside its rules, in evaluations: storage, and samples to be played."""
        values = (series["values"] for series in self.content.get("input_series", ()))
        samples = sum(int(times) + 1 for text in values for times in _REPEATED.findall(text))
        return _OPENING + samples / _SAMPLES_AN_EVALUATION


@dataclass(frozen=True)
class Suite:
    """Rule files and test files, by path."""

    rule_files: Mapping[str, Mapping[str, Any]]
    test_files: Mapping[str, Mapping[str, Any]]

    @cached_property
    def rules(self) -> tuple[Rule, ...]:
        """Every rule, in the order of the files."""
        return tuple(
            Rule(file, number, index, rule)
            for file, content in self.rule_files.items()
            for number, group in enumerate(content["groups"])
            for index, rule in enumerate(group["rules"])
        )

    @cached_property
    def entries(self) -> tuple[Entry, ...]:
        """Every test."""
        return tuple(
            Entry(file, test, _settings(content), _paths(file, content), _names(test))
            for file, content in self.test_files.items()
            for test in content["tests"]
        )

    def readers(self, rule: Rule) -> tuple[Rule, ...]:
        """The rule and all that read it, directly or through others."""
        if rule not in self._readers:
            self._readers[rule] = self._find_readers(rule)
        return self._readers[rule]

    @cached_property
    def _readers(self) -> dict[Rule, tuple[Rule, ...]]:
        return {}

    def _find_readers(self, rule: Rule) -> tuple[Rule, ...]:
        found = [rule]
        while more := [
            other
            for other in self.rules
            if other not in found and any(one.name in other.reads for one in found if not one.is_alert)
        ]:
            found += more
        return tuple(found)

    def watching(self, rule: Rule) -> tuple[Entry, ...]:
        """The tests whose outcome may depend on the rule, cheapest first."""
        if rule not in self._watching:
            self._watching[rule] = self._find_watching(rule)
        return self._watching[rule]

    @cached_property
    def _watching(self) -> dict[Rule, tuple[Entry, ...]]:
        return {}

    def _find_watching(self, rule: Rule) -> tuple[Entry, ...]:
        names = {reader.name for reader in self.readers(rule)}
        seeing = (
            entry
            for entry in self.entries
            if rule.file in entry.rule_files and not (names | EVERY_ALERT).isdisjoint(entry.names)
        )
        return tuple(sorted(seeing, key=self.cost))

    def cost(self, entry: Entry) -> float:
        """About how long the test takes, in evaluations of a rule."""
        if entry not in self._costs:
            self._costs[entry] = entry.overhead + entry.evaluations * len(self.needed(entry))
        return self._costs[entry]

    @cached_property
    def _costs(self) -> dict[Entry, float]:
        return {}

    def needed(self, entry: Entry) -> frozenset[Rule]:
        """The rules of the entry's files that write or fire what it asks for, and those that these read."""
        if entry not in self._needs:
            self._needs[entry] = self._find_needed(entry)
        return self._needs[entry]

    @cached_property
    def _needs(self) -> dict[Entry, frozenset[Rule]]:
        return {}

    def _find_needed(self, entry: Entry) -> frozenset[Rule]:
        within = [rule for rule in self.rules if rule.file in entry.rule_files]
        wanted, found = entry.names, frozenset[Rule]()
        while more := {
            rule
            for rule in within
            if rule not in found and (rule.name in wanted or (rule.is_alert and wanted & EVERY_ALERT))
        }:
            found |= more
            wanted = wanted.union(*(rule.reads for rule in more))
        return found


def checks(test: Mapping[str, Any]) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    """What a test asks for, of alerts and of expressions."""
    return {kind: test[kind] for kind in ("alert_rule_test", "promql_expr_test") if kind in test}


def asked(check: Mapping[str, Any]) -> frozenset[str]:
    """The alert or the series that one check asks for."""
    return frozenset([check["alertname"]]) if "alertname" in check else _series(parse(check["expr"]))


def _all_checks(test: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [check for found in checks(test).values() for check in found]


def _names(test: Mapping[str, Any]) -> frozenset[str]:
    return frozenset[str]().union(*map(asked, _all_checks(test)))


def _series(expression: Expression) -> frozenset[str]:
    """The series that a test asks for; of those of alerts, which are of all, the alerts that are named."""
    named = (
        frozenset(matcher.value[1:-1] for matcher in node.matchers if (matcher.label, matcher.op) == ("alertname", "="))
        for node in expression.root.walk()
        if node.kind == "selector" and node.name in EVERY_ALERT
    )
    alerts = [names or EVERY_ALERT for names in named]
    return (expression.names - EVERY_ALERT).union(*alerts)


def _settings(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in content.items() if key not in ("rule_files", "tests")}


def _paths(file: str, content: Mapping[str, Any]) -> tuple[str, ...]:
    folder = posixpath.dirname(file)
    return tuple(posixpath.normpath(posixpath.join(folder, path)) for path in content["rule_files"])
