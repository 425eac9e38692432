"""Receivers, windows and owners that are named must be defined."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.suggest import did_you_mean, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec import shape
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path


def check(context: Context) -> Iterator[Problem]:
    """Every name of a receiver, window or owner that nothing defines."""
    for path, kind, section, name in _references(context):
        known = context.names(section)
        if name not in known:
            yield context.problem(path, f"there is no {kind} `{name}`", one_of(known), did_you_mean(name, known))


def _references(context: Context) -> Iterator[tuple[Path, str, str, str]]:
    spec = context.spec
    yield ("service", "owner"), "owner", "owners", spec.service.owner
    yield ("routing", "receiver"), "receiver", "receivers", spec.routing.receiver
    yield from _told(spec)
    for path, alert in context.alerts():
        if alert.owner is not None:
            yield (*path, "owner"), "owner", "owners", alert.owner
    for path, goal in context.objectives():
        for place, owner in (
            (path, goal.owner),
            ((*path, "page"), goal.page.owner),
            ((*path, "ticket"), goal.ticket.owner),
        ):
            if owner is not None:
                yield (*place, "owner"), "owner", "owners", owner
    for path, route in context.routes():
        if route.receiver is not None:
            yield (*path, "receiver"), "receiver", "receivers", route.receiver
        for key, names in (("mute", route.mute), ("active", route.active)):
            for index, name in enumerate(names):
                yield (*path, key, index), "window", "windows", name


def _told(spec: shape.Spec) -> Iterator[tuple[Path, str, str, str]]:
    for role, names in spec.severities.receivers:
        for index, name in enumerate(names):
            yield ("severities", "receivers", role, index), "receiver", "receivers", name
