"""The policy for severities holds: it covers every alert, its receivers are told, and pages are not held back.

To mend: give the severity a role, reach a receiver that the policy names, and keep windows off pages.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from watchspec_generators.spec.delivery import asked_values, deliveries
from watchspec_generators.spec.labels import budget_labels, fixed_labels, objective_labels
from watchspec_generators.spec.shape import ROLES
from watchspec_generators.spec.suggest import one_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.delivery import Stop
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.shape import Role
    from watchspec_generators.spec.tree import Path

WHOLE_SPEC = True


@dataclass(frozen=True, slots=True)
class _Subject:
    """An alert of the spec, of an objective or of a budget: where its severity comes from, and how it can arrive."""

    path: Path
    name: str
    severity: str
    arrivals: tuple[Mapping[str, str], ...]


def check(context: Context) -> Iterator[Problem]:
    """Severities that two roles share or that mean nothing, and ways on which their promise is broken."""
    yield from _shared(context)
    policy = context.spec.severities
    for subject in (*_alerts(context), *_objectives(context), *_budgets(context)):
        role = policy.role(subject.severity)
        if role is not None:
            yield from _meaning(context, subject, role)
            for labels in subject.arrivals:
                stops = deliveries(context.spec.routing, labels)
                yield from _told(context, subject, role, stops)
                yield from _held_back(context, subject, role, stops)
        elif subject.severity != "none":
            known = [policy.label(each) for each in ROLES]
            message = f"the policy has no severity `{subject.severity}`"
            yield context.problem(subject.path, message, one_of(known), "or give it a role in `severities`")


def _alerts(context: Context) -> Iterator[_Subject]:
    for path, alert in context.alerts():
        arrivals = tuple(_arrivals(context.spec, alert.by, fixed_labels(context.spec, alert)))
        yield _Subject((*path, "severity"), alert.name, alert.severity, arrivals)


def _objectives(context: Context) -> Iterator[_Subject]:
    for path, goal in context.objectives():
        for urgency in goal.alerts:
            labels = objective_labels(context.spec, goal, urgency)
            yield _Subject((*path, "alerts"), labels["alertname"], labels["severity"], (labels,))


def _budgets(context: Context) -> Iterator[_Subject]:
    for path, budget in context.budgets():
        for labels in budget_labels(context.spec, budget):
            arrivals = tuple(_arrivals(context.spec, budget.by, labels))
            yield _Subject((*path, "name"), labels["alertname"], labels["severity"], arrivals)


def _shared(context: Context) -> Iterator[Problem]:
    policy = context.spec.severities
    for number, role in enumerate(ROLES):
        same = [other for other in ROLES[:number] if policy.label(other) == policy.label(role)]
        if same:
            message = f"`{policy.label(role)}` is the severity of a {same[0]} already"
            place = ("severities", role if context.written(("severities", role)) else same[0])
            yield context.problem(place, message, "a severity for each of page, ticket and info")


def _meaning(context: Context, subject: _Subject, role: Role) -> Iterator[Problem]:
    means = context.spec.severities.means
    if any(text.strip() for _, text in means) and not getattr(means, role).strip():
        message = f"the policy doesn't say what {subject.severity} means, which {subject.name} is"
        yield context.problem(subject.path, message, f"a sentence in `severities.means.{role}`")


def _told(context: Context, subject: _Subject, role: Role, stops: tuple[Stop, ...]) -> Iterator[Problem]:
    wanted = getattr(context.spec.severities.receivers, role)
    told = [stop.receiver for stop in stops]
    if wanted and not set(told) & set(wanted):
        message = f"{subject.name} is a {role} and goes to {', '.join(told)} alone"
        yield context.problem(subject.path, message, f"a route to {' or '.join(wanted)}")


def _held_back(context: Context, subject: _Subject, role: Role, stops: tuple[Stop, ...]) -> Iterator[Problem]:
    if role not in context.spec.severities.never_held_back:
        return
    for stop in stops:
        if stop.silenced:
            message = f"{subject.name} is a {role} and would be held back by {', '.join(stop.silenced)}"
            hint = "or leave it out of `severities.never_held_back`, if that is meant"
            yield context.problem(stop.path, message, "a route without `mute` and `active`", hint)


def _arrivals(spec: shape.Spec, by: tuple[str, ...], fixed: Mapping[str, str]) -> Iterator[Mapping[str, str]]:
    """The labels with which an alert can arrive, as far as routes tell them apart."""
    values = [(*sorted(asked_values(spec.routing.routes, label)), "") for label in by]
    for chosen in product(*values):
        yield {**dict(zip(by, chosen, strict=True)), **fixed}
