"""Inhibition: a firing source silences its targets while the labels that name the subject agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.matchers import equal, present

if TYPE_CHECKING:
    from watchspec_generators.model import Inhibition, Monitoring

_SUBJECTS = ("signal", "objective", "budget")


def inhibit_rules(monitoring: Monitoring) -> list[dict[str, Any]]:
    """Alertmanager's `inhibit_rules`."""
    return [_rule(rule) for rule in monitoring.inhibit]


def subject_of(rule: Inhibition) -> str | None:
    """The label in which source and target must be about the same thing, if the rule asks for one."""
    return next((label for label in _SUBJECTS if label in rule.equal), None)


def _rule(rule: Inhibition) -> dict[str, Any]:
    source = [equal(label, value) for label, value in rule.source.items()]
    # To Alertmanager two missing labels are equal, so alerts on raw PromQL, which have no signal,
    # would otherwise silence one another whatever they are about.
    subject = subject_of(rule)
    if subject is not None and subject not in rule.source:
        source.append(present(subject))
    target = [equal(label, value) for label, value in rule.target.items()]
    return {"source_matchers": source, "target_matchers": target, "equal": list(rule.equal)}
