"""The policy for severities holds: it covers every alert, its receivers are told, and pages are not held back."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from watchspec_generators.spec.delivery import asked_values, deliveries
from watchspec_generators.spec.labels import fixed_labels
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


def check(context: Context) -> Iterator[Problem]:
    """Severities that two roles share or that mean nothing, and ways on which their promise is broken."""
    yield from _shared(context)
    policy = context.spec.severities
    for path, alert in context.alerts():
        role = policy.role(alert.severity)
        if role is not None:
            yield from _meaning(context, path, alert, role)
            for labels in _arrivals(context.spec, alert):
                stops = deliveries(context.spec.routing, labels)
                yield from _told(context, path, alert, role, stops)
                yield from _held_back(context, alert, role, stops)
        elif alert.severity != "none":
            known = [policy.label(each) for each in ROLES]
            message = f"the policy has no severity `{alert.severity}`"
            yield context.problem((*path, "severity"), message, one_of(known), "or give it a role in `severities`")


def _shared(context: Context) -> Iterator[Problem]:
    policy = context.spec.severities
    for number, role in enumerate(ROLES):
        same = [other for other in ROLES[:number] if policy.label(other) == policy.label(role)]
        if same:
            message = f"`{policy.label(role)}` is the severity of a {same[0]} already"
            place = ("severities", role if context.written(("severities", role)) else same[0])
            yield context.problem(place, message, "a severity for each of page, ticket and info")


def _meaning(context: Context, path: Path, alert: shape.Alert, role: Role) -> Iterator[Problem]:
    means = context.spec.severities.means
    if any(text.strip() for _, text in means) and not getattr(means, role).strip():
        message = f"the policy doesn't say what {alert.severity} means, which {alert.name} is"
        yield context.problem((*path, "severity"), message, f"a sentence in `severities.means.{role}`")


def _told(context: Context, path: Path, alert: shape.Alert, role: Role, stops: tuple[Stop, ...]) -> Iterator[Problem]:
    wanted = getattr(context.spec.severities.receivers, role)
    told = [stop.receiver for stop in stops]
    if wanted and not set(told) & set(wanted):
        message = f"{alert.name} is a {role} and goes to {', '.join(told)} alone"
        yield context.problem((*path, "severity"), message, f"a route to {' or '.join(wanted)}")


def _held_back(context: Context, alert: shape.Alert, role: Role, stops: tuple[Stop, ...]) -> Iterator[Problem]:
    if role not in context.spec.severities.never_held_back:
        return
    for stop in stops:
        if stop.silenced:
            message = f"{alert.name} is a {role} and would be held back by {', '.join(stop.silenced)}"
            hint = "or leave it out of `severities.never_held_back`, if that is meant"
            yield context.problem(stop.path, message, "a route without `mute` and `active`", hint)


def _arrivals(spec: shape.Spec, alert: shape.Alert) -> Iterator[Mapping[str, str]]:
    """The labels with which the alert can arrive, as far as routes tell them apart."""
    values = [(*sorted(asked_values(spec.routing.routes, label)), "") for label in alert.by]
    for chosen in product(*values):
        yield {**dict(zip(alert.by, chosen, strict=True)), **fixed_labels(spec, alert)}
