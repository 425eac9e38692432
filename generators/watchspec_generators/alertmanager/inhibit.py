"""Inhibition: a firing source silences its targets while the labels that name the subject agree."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.matchers import equal, present

if TYPE_CHECKING:
    from watchspec_generators.model import Inhibition, Monitoring

_SUBJECT = "signal"


def inhibit_rules(monitoring: Monitoring) -> list[dict[str, Any]]:
    """Alertmanager's `inhibit_rules`."""
    return [_rule(rule) for rule in monitoring.inhibit]


def _rule(rule: Inhibition) -> dict[str, Any]:
    source = [equal(label, value) for label, value in rule.source.items()]
    # To Alertmanager two missing labels are equal, so alerts on raw PromQL, which have no signal,
    # would otherwise silence one another whatever they are about.
    if _SUBJECT in rule.equal and _SUBJECT not in rule.source:
        source.append(present(_SUBJECT))
    target = [equal(label, value) for label, value in rule.target.items()]
    return {"source_matchers": source, "target_matchers": target, "equal": list(rule.equal)}
