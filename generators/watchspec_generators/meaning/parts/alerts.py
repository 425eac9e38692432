"""Alerts: which there are, when they fire, and what they carry and say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.meaning.data import moved, shown
from watchspec_generators.meaning.expressions import changed_values
from watchspec_generators.meaning.rule_files import is_rule_file
from watchspec_generators.meaning.types import Change
from watchspec_generators.rules.texts import FORMATS
from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from watchspec_generators.meaning.rule_files import Rule
    from watchspec_generators.meaning.types import State, World
    from watchspec_generators.values import Unit

_TEXTS = frozenset({"summary", "description"})
"""Annotations that follow from the rest."""

takes = is_rule_file


def changes(before: State, after: State, world: World) -> Iterator[Change]:  # noqa: ARG001 - each part gets all
    """Added, changed and removed alerts."""
    old, new = alerts_of(before), alerts_of(after)
    for key in dict.fromkeys((*old, *new)):
        subject = f"alert {key[0]}"
        if key not in old:
            yield Change(subject, "add", _described(new[key]))
        elif key not in new:
            yield Change(subject, "remove", _described(old[key]))
        else:
            yield from (Change(subject, "change", text) for text in _changed(old[key], new[key]))


def alerts_of(state: State) -> dict[tuple[str, int], Rule]:
    """The alerting rules, by name and number: one alert may have several."""
    found: dict[tuple[str, int], Rule] = {}
    for group in state.groups.values():
        for rule in group.rules:
            if rule.alerts:
                number = sum(name == rule.name for name, _ in found)
                found[rule.name, number] = rule
    return found


def _described(rule: Rule) -> str:
    severity = rule.labels.get("severity", "no severity")
    return f"{severity}: {shown(rule.annotations.get('description') or rule.expr)}"


def _changed(old: Rule, new: Rule) -> Iterator[str]:
    found = [*_condition(old, new), *_times(old, new), *_labels(old, new)]
    yield from found
    for name in dict.fromkeys((*old.annotations, *new.annotations)):
        was, now = old.annotations.get(name), new.annotations.get(name)
        if was != now and not (found and name in _TEXTS):
            yield f"{name} {moved(was or 'none', now or 'none')}"


def _condition(old: Rule, new: Rule) -> list[str]:
    if old.expr == new.expr:
        return []
    values = changed_values(old.expr, new.expr, _format(new))
    if values is None:
        return [f"condition {moved(old.expr, new.expr)}"]
    severity = new.labels.get("severity")
    # As people speak: the threshold at which somebody is paged.
    return [f"{severity} {value}" if value.startswith("threshold") and severity else value for value in values]


def _format(rule: Rule) -> Callable[[float], str]:
    signal = SIGNALS.get(rule.labels.get("signal", ""))
    unit: Unit = signal.unit if signal else "ratio" if "budget" in rule.labels else "none"
    return FORMATS[unit].show


def _times(old: Rule, new: Rule) -> Iterator[str]:
    if old.for_ != new.for_:
        yield f"waits {old.for_} -> {new.for_} before it fires"
    if old.keep_firing_for != new.keep_firing_for:
        yield f"stays {old.keep_firing_for} -> {new.keep_firing_for} after the last breach"


def _labels(old: Rule, new: Rule) -> Iterator[str]:
    for name in dict.fromkeys((*old.labels, *new.labels)):
        was, now = old.labels.get(name, "none"), new.labels.get(name, "none")
        if was != now:
            yield f"{name} {was} -> {now}"
