"""The generated rules and their unit tests, and the smallest files in which a broken rule meets what may notice."""

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
    from collections.abc import Iterable, Mapping, Sequence

    from watchspec_generators.mutation.types import Mutant
    from watchspec_generators.promql import Expression

_REPEATED = re.compile(r"x(\d+)")
_SAMPLES_AN_EVALUATION = 8
"""promtool appends about so many samples while it evaluates one rule."""
_OPENING = 400
"""Evaluations that take as long as promtool needs for the storage of a test."""
_EVERY_ALERT = frozenset(("ALERTS", "ALERTS_FOR_STATE"))


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
        last = max(parse_duration(check["eval_time"]).milliseconds for check in _checks(self.content))
        return last / parse_duration(self.settings["evaluation_interval"]).milliseconds + 1

    @cached_property
    def samples(self) -> int:
        """How many samples are played."""
        values = (series["values"] for series in self.content.get("input_series", ()))
        return sum(int(times) + 1 for text in values for times in _REPEATED.findall(text))


@dataclass(frozen=True, slots=True)
class Documents:
    """What promtool reads: rule files by number, and a test file that lacks only their names."""

    rules: tuple[Mapping[str, Any], ...]
    tests: Mapping[str, Any]


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
            Entry(file, test, _settings(content), _paths(file, content), _asked(test))
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
            if other not in found and any(one.name in other.expression.names for one in found if not one.is_alert)
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
            if rule.file in entry.rule_files and not (names | _EVERY_ALERT).isdisjoint(entry.names)
        )
        return tuple(sorted(seeing, key=self.cost))

    def cost(self, entry: Entry) -> float:
        """About how long the test takes, in evaluations of a rule."""
        if entry not in self._costs:
            rules = len(self._needed([entry]))
            self._costs[entry] = _OPENING + entry.evaluations * rules + entry.samples / _SAMPLES_AN_EVALUATION
        return self._costs[entry]

    @cached_property
    def _costs(self) -> dict[Entry, float]:
        return {}

    def documents(self, entries: Sequence[Entry], mutant: Mutant | None = None) -> Documents:
        """The tests, all of one file, with the rules that they depend on, one of them broken by `mutant`."""
        needed = self._needed(entries)
        rules = tuple(self._file(file, needed, mutant) for file in entries[0].rule_files)
        return Documents(rules, {**entries[0].settings, "tests": [entry.content for entry in entries]})

    def _file(self, file: str, needed: frozenset[Rule], mutant: Mutant | None) -> Mapping[str, Any]:
        content = self.rule_files[file]
        groups = []
        for number, group in enumerate(content["groups"]):
            kept = [rule for rule in self.rules if (rule.file, rule.group) == (file, number) and rule in needed]
            rules = [mutant.change.rule if mutant and rule == mutant.rule else rule.content for rule in kept]
            groups.append({**group, "rules": [rule for rule in rules if rule is not None]})
        return {**content, "groups": groups}

    def _needed(self, entries: Iterable[Entry]) -> frozenset[Rule]:
        """The rules of the entries' files that write or fire what they ask for, and those that these read."""
        chosen = list(entries)
        return self._closure(chosen[0].rule_files, frozenset[str]().union(*(entry.names for entry in chosen)))

    def _closure(self, files: tuple[str, ...], names: frozenset[str]) -> frozenset[Rule]:
        within = [rule for rule in self.rules if rule.file in files]
        wanted, found = names, frozenset[Rule]()
        while more := {
            rule
            for rule in within
            if rule not in found and (rule.name in wanted or (rule.is_alert and wanted & _EVERY_ALERT))
        }:
            found |= more
            wanted = wanted.union(*(rule.expression.names for rule in more))
        return found


def _checks(test: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [*test.get("alert_rule_test", ()), *test.get("promql_expr_test", ())]


def _asked(test: Mapping[str, Any]) -> frozenset[str]:
    alerts = {check["alertname"] for check in test.get("alert_rule_test", ())}
    return frozenset(alerts).union(*(_names(parse(check["expr"])) for check in test.get("promql_expr_test", ())))


def _names(asked: Expression) -> frozenset[str]:
    """The series that a test asks for; of those of alerts, which are of all, the alerts that are named."""
    named = (
        frozenset(matcher.value[1:-1] for matcher in node.matchers if (matcher.label, matcher.op) == ("alertname", "="))
        for node in asked.root.walk()
        if node.kind == "selector" and node.name in _EVERY_ALERT
    )
    alerts = [names or _EVERY_ALERT for names in named]
    return (asked.names - _EVERY_ALERT).union(*alerts)


def _settings(content: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: value for key, value in content.items() if key not in ("rule_files", "tests")}


def _paths(file: str, content: Mapping[str, Any]) -> tuple[str, ...]:
    folder = posixpath.dirname(file)
    return tuple(posixpath.normpath(posixpath.join(folder, path)) for path in content["rule_files"])
