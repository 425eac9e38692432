"""Rules in an order in which each finds what it reads, and what becomes of an alert's condition over time."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from watchspec_generators.preview.timing import milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

_RECORDED = re.compile(r"[a-zA-Z_][\w]*:[\w:]*")
_LENGTH = re.compile(r"\d+(?:ms|[smhdwy])")


@dataclass(frozen=True, slots=True)
class Rule:
    """A recording rule, or an alert's condition; `hold` and `keep` in milliseconds."""

    name: str
    expr: str
    labels: Mapping[str, str] = field(default_factory=dict)
    alert: bool = False
    hold: int = 0
    keep: int = 0


def rules(documents: Iterable[Mapping[str, Any]]) -> list[Rule]:
    """Every rule of parsed rule files."""
    return [_rule(one) for document in documents for group in document.get("groups", []) for one in group["rules"]]


def _rule(one: Mapping[str, Any]) -> Rule:
    alert = "alert" in one
    return Rule(
        name=one["alert" if alert else "record"],
        expr=one["expr"],
        labels=one.get("labels", {}),
        alert=alert,
        hold=_length(one.get("for")),
        keep=_length(one.get("keep_firing_for")),
    )


def _length(text: Any) -> int:
    return sum(milliseconds(part) or 0 for part in _LENGTH.findall(str(text or "")))


def levels(all_rules: Sequence[Rule]) -> list[list[Rule]]:
    """Recording rules by level: those of one read only series of earlier ones; a circle ends where it closes."""
    recorded = {rule.name for rule in all_rules if not rule.alert}
    left = [rule for rule in all_rules if not rule.alert]
    done: list[list[Rule]] = []
    while left:
        waiting = {rule.name for rule in left}
        ready = [rule for rule in left if not (reads(rule.expr) & recorded & waiting)] or left
        done.append(ready)
        left = [rule for rule in left if rule not in ready]
    return done


def reads(expr: str) -> set[str]:
    """Names of recorded series in a query."""
    return set(_RECORDED.findall(expr))


def needed(all_rules: Sequence[Rule], asked: Iterable[str]) -> list[Rule]:
    """The recording rules that queries read, directly or through others, in their order."""
    wanted = set().union(*map(reads, asked))
    size = -1
    while size != len(wanted):
        size = len(wanted)
        wanted |= set().union(*(reads(rule.expr) for rule in all_rules if not rule.alert and rule.name in wanted))
    return [rule for rule in all_rules if not rule.alert and rule.name in wanted]


def firing(moments: Sequence[int], true_at: Sequence[int], rule: Rule) -> list[int]:
    """When an alert fires, out of the `moments` at which it is evaluated, given those at which its condition holds."""
    holds = set(true_at)
    found: list[int] = []
    since: int | None = None
    last: int | None = None
    fires = False
    for moment in moments:
        if moment in holds:
            since, last = (moment if since is None else since), moment
            fires = fires or moment - since >= rule.hold
        elif not fires or (last is not None and moment - last >= rule.keep):
            since, fires = None, False
        if fires:
            found.append(moment)
    return found
