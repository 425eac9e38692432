"""Which alerts keep each other quiet."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from watchspec_generators.alertmanager.inhibit import subject_of
from watchspec_generators.model import BudgetAlert, SignalAlert
from watchspec_generators.remembered import remembered
from watchspec_generators.rules.alerts import alert_labels

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.model import AnyAlert, Inhibition, Monitoring


@dataclass(frozen=True, slots=True)
class Silence:
    """While the alert `source` fires, `target` is not sent, as long as the `equal` labels agree."""

    source: str
    target: str
    equal: tuple[str, ...]


@remembered
def silences(monitoring: Monitoring) -> tuple[Silence, ...]:
    """Every pair of alerts that the spec's inhibitions concern."""
    return tuple(silence for rule in monitoring.inhibit for silence in silences_of(monitoring, rule))


def silences_of(monitoring: Monitoring, rule: Inhibition) -> Iterator[Silence]:
    """The pairs that one inhibition concerns."""
    known = [(alert, _known_labels(monitoring, alert)) for alert in monitoring.alerts]
    subject = subject_of(rule)
    # The generated rule asks its source for a signal, or raw alerts would silence each other.
    sources = [one for one in known if _has(one[1], rule.source) and (subject is None or subject in one[1])]
    # Alertmanager never lets an alert that is itself a source be silenced by another such.
    targets = [one for one in known if _has(one[1], rule.target) and not _has(one[1], rule.source)]
    for (source, giving), (target, taking) in product(sources, targets):
        if all(_may_agree(label, source, giving, target, taking) for label in rule.equal):
            yield Silence(source.name, target.name, rule.equal)


def _known_labels(monitoring: Monitoring, alert: AnyAlert) -> Mapping[str, str]:
    """The alert's labels whose values stand in the spec; its series add those of `by`."""
    return {**alert_labels(monitoring, alert), "alertname": alert.name}


def _has(labels: Mapping[str, str], wanted: Mapping[str, str]) -> bool:
    return all(labels.get(label, "") == value for label, value in wanted.items())


def _may_agree(
    label: str, source: AnyAlert, giving: Mapping[str, str], target: AnyAlert, taking: Mapping[str, str]
) -> bool:
    """Whether `label` can be equal: a missing one counts as empty, one from the series can have any value."""
    if _varies(label, source) and _varies(label, target):
        return True
    if _varies(label, source) or _varies(label, target):
        return False
    return giving.get(label, "") == taking.get(label, "")


def _varies(label: str, alert: AnyAlert) -> bool:
    return isinstance(alert, (SignalAlert, BudgetAlert)) and label in alert.by
