"""What promtool reads of a test: its rules as they are or one of them broken, or many broken ones side by side.

promtool needs as long to set a test up as to evaluate some hundred rules. So mutants share a test: each has names of
its own, as have the rules that read what is broken, and so have what the test plays and asks for under those names.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from watchspec_generators.mutation.suite import EVERY_ALERT, asked, checks
from watchspec_generators.mutation.types import Change, Mutant

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from watchspec_generators.mutation.suite import Entry, Suite
    from watchspec_generators.mutation.types import Rule

_MARK = "__mutant_"
_MARKED = re.compile(rf"{_MARK}(\d+)")
_OF_NAMES = re.compile(r"alertname|__name__")


@dataclass(frozen=True, slots=True)
class Documents:
    """Rule files by number, and a test file that lacks only their names."""

    rules: tuple[Mapping[str, Any], ...]
    tests: Mapping[str, Any]


def alone(suite: Suite, entry: Entry, mutant: Mutant | None = None) -> Documents:
    """The test with the rules that it depends on, one of them broken."""

    def contents(rule: Rule) -> Iterator[Mapping[str, Any]]:
        content = mutant.change.rule if mutant and rule is mutant.rule else rule.content
        if content is not None:
            yield content

    return Documents(_rules(suite, entry, contents), {**entry.settings, "tests": [entry.content]})


def side_by_side(suite: Suite, entry: Entry, mutants: Sequence[Mutant]) -> Documents:
    """One test that asks for the same of each mutant; `number_in` tells which of them a failure is about."""
    copies = [_Copy(suite, entry, number, mutant) for number, mutant in enumerate(mutants)]

    def contents(rule: Rule) -> Iterator[Mapping[str, Any]]:
        if not rule.is_alert:
            yield rule.content
        for copy in copies:
            yield from copy.rules(rule)

    played = entry.content.get("input_series", ())
    asking = {kind: _of_each(copies, _Copy.asked, found) for kind, found in checks(entry.content).items()}
    test = {**entry.content, "input_series": [*played, *_of_each(copies, _Copy.series, played)], **asking}
    return Documents(_rules(suite, entry, contents), {**entry.settings, "tests": [test]})


def number_in(failure: str) -> int | None:
    """Number of the mutant that promtool's words are about."""
    found = _MARKED.search(failure)
    return int(found[1]) if found else None


def unbroken(rule: Rule) -> Mutant:
    """The rule as it is: side by side with mutants it must pass, or names mean more than we know."""
    return Mutant(rule, Change("nothing", rule.content))


def separable(suite: Suite, entry: Entry) -> bool:
    """Whether no rule and no check looks at names of rules as values."""
    texts = [one.get("expr", "") for found in checks(entry.content).values() for one in found]
    texts += [str(rule.content) for rule in suite.needed(entry)]
    reads = entry.names.union(*(rule.reads for rule in suite.needed(entry)))
    return reads.isdisjoint(EVERY_ALERT) and not any(_OF_NAMES.search(text) for text in texts)


def copied(suite: Suite, entry: Entry, rule: Rule) -> frozenset[Rule]:
    """The rules that get names of their own where `rule` is broken: it, all that read it, and their namesakes."""
    names = {reader.name for reader in suite.readers(rule)}
    return frozenset(one for one in suite.needed(entry) if one.name in names)


class _Copy:
    """A mutant of its own names."""

    def __init__(self, suite: Suite, entry: Entry, number: int, mutant: Mutant) -> None:
        self._mutant = mutant
        self._mark = f"{_MARK}{number}"
        self._rules = copied(suite, entry, mutant.rule)
        self._alerts = {rule.name for rule in self._rules if rule.is_alert}
        self._series = frozenset(rule.name for rule in self._rules if not rule.is_alert)

    def rules(self, rule: Rule) -> Iterator[Mapping[str, Any]]:
        """What becomes of one of the rules."""
        content = self._mutant.change.rule if rule is self._mutant.rule else rule.content
        if rule in self._rules and content is not None:
            renamed = self._renamed(content)
            yield {**renamed, "alert": rule.name + self._mark} if rule.is_alert else renamed

    def series(self, played: Iterable[Mapping[str, str]]) -> Iterator[Mapping[str, str]]:
        """What the test plays under names that rules record."""
        for one in played:
            if one["series"].partition("{")[0] in self._series:
                yield self._renamed(one)

    def asked(self, found: Iterable[Mapping[str, Any]]) -> Iterator[Mapping[str, Any]]:
        """What the test asks for of the copied rules."""
        for check in found:
            if check.get("alertname") in self._alerts:
                yield {**self._renamed(check), "alertname": check["alertname"] + self._mark}
            elif not self._series.isdisjoint(asked(check)):
                yield self._renamed(check)

    def _renamed(self, content: Any) -> Any:
        if isinstance(content, str):
            return _pattern(self._series).sub(rf"\g<0>{self._mark}", content) if self._series else content
        if isinstance(content, dict):
            return {key: self._renamed(value) for key, value in content.items()}
        return [self._renamed(one) for one in content] if isinstance(content, list) else content


def _of_each(
    copies: Iterable[_Copy],
    of: Callable[[_Copy, Sequence[Mapping[str, Any]]], Iterable[Mapping[str, Any]]],
    found: Sequence[Mapping[str, Any]],
) -> list[Mapping[str, Any]]:
    return [one for copy in copies for one in of(copy, found)]


@lru_cache(maxsize=1024)
def _pattern(names: frozenset[str]) -> re.Pattern[str]:
    alternatives = "|".join(map(re.escape, sorted(names)))
    return re.compile(rf"(?<![\w:])(?:{alternatives})(?![\w:])")


def _rules(
    suite: Suite, entry: Entry, contents: Callable[[Rule], Iterable[Mapping[str, Any]]]
) -> tuple[Mapping[str, Any], ...]:
    needed = suite.needed(entry)
    files = []
    for file in entry.rule_files:
        content, groups = suite.rule_files[file], []
        for number, group in enumerate(content["groups"]):
            kept = (rule for rule in suite.rules if (rule.file, rule.group) == (file, number) and rule in needed)
            groups.append({**group, "rules": [one for rule in kept for one in contents(rule)]})
        files.append({**content, "groups": groups})
    return tuple(files)
