"""Recorded series, and how often rules are evaluated."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.meaning.expressions import changed_values
from watchspec_generators.meaning.rule_files import is_rule_file
from watchspec_generators.meaning.types import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.meaning.rule_files import Rule
    from watchspec_generators.meaning.types import State, World

takes = is_rule_file


def changes(before: State, after: State, world: World) -> Iterator[Change]:  # noqa: ARG001 - each part gets all
    """Added, changed and removed series, and groups with another pace."""
    old, new = _recorded(before), _recorded(after)
    for key in dict.fromkeys((*old, *new)):
        subject = f"recorded series {key[0]}"
        if key not in old:
            yield Change(subject, "add", "recorded from now on")
        elif key not in new:
            yield Change(subject, "remove", "no longer recorded")
        elif old[key].expr != new[key].expr or old[key].labels != new[key].labels:
            values = changed_values(old[key].expr, new[key].expr, "{:g}".format)
            yield Change(subject, "change", ", ".join(values or ["computed in another way"]))
    yield from _groups(before, after)


def _groups(before: State, after: State) -> Iterator[Change]:
    was = {rule.name for group in before.groups.values() for rule in group.rules}
    for name, group in after.groups.items():
        old = before.groups.get(name)
        names = [rule.name for rule in group.rules]
        if old is None:
            # Of a new group with new rules it is they who are told of.
            if was.issuperset(names):
                yield Change(f"rule group {name}", "add", f"holds {', '.join(dict.fromkeys(names))} from now on")
            continue
        if old.interval != group.interval:
            yield Change(f"rule group {name}", "change", f"evaluated every {old.interval} -> {group.interval}")
        if names != (before_names := [rule.name for rule in old.rules]) and sorted(names) == sorted(before_names):
            yield Change(f"rule group {name}", "change", "its rules in another order")


def _recorded(state: State) -> dict[tuple[str, int], Rule]:
    found: dict[tuple[str, int], Rule] = {}
    for group in state.groups.values():
        for rule in group.rules:
            if not rule.alerts:
                found[rule.name, sum(name == rule.name for name, _ in found)] = rule
    return found
