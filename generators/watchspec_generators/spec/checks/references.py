"""Receivers, windows and owners that are named must be defined.

To mend: take a name that is defined, or define it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.spec.suggest import did_you_mean, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    yield from _owners(context)
    yield ("routing", "receiver"), "receiver", "receivers", context.spec.routing.receiver
    yield from _told(context)
    for path, route in context.routes():
        if route.receiver is not None:
            yield (*path, "receiver"), "receiver", "receivers", route.receiver
        for key, names in (("mute", route.mute), ("active", route.active)):
            for index, name in enumerate(names):
                yield (*path, key, index), "window", "windows", name


def _owners(context: Context) -> Iterator[tuple[Path, str, str, str]]:
    owned: list[tuple[Path, str | None]] = [(("service",), context.spec.service.owner)]
    owned += [(path, alert.owner) for path, alert in context.alerts()]
    owned += [(path, budget.owner) for path, budget in context.budgets()]
    for path, goal in context.objectives():
        owned += [(path, goal.owner), ((*path, "page"), goal.page.owner), ((*path, "ticket"), goal.ticket.owner)]
    for path, owner in owned:
        if owner is not None:
            yield (*path, "owner"), "owner", "owners", owner


def _told(context: Context) -> Iterator[tuple[Path, str, str, str]]:
    for role, names in context.spec.severities.receivers:
        for index, name in enumerate(names):
            yield ("severities", "receivers", role, index), "receiver", "receivers", name
