"""Receivers: one module for each kind, found by the name that the kind has in the spec.

Each has `MINIMUM_VERSION`, the first Alertmanager that reads what it writes; `KEY`,
the list it belongs to; and `build(config, place)`, one entry of that list.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.receivers.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from watchspec_generators.model import Monitoring
    from watchspec_generators.spec import shape

Version = tuple[int, int]
OLDEST: Version = (0, 25)
"""The oldest Alertmanager that is supported at all."""


def receivers(monitoring: Monitoring) -> list[dict[str, Any]]:
    """Alertmanager's `receivers`, in the spec's order."""
    return [_receiver(monitoring, name, receiver) for name, receiver in monitoring.receivers.items()]


def minimum_version(monitoring: Monitoring) -> Version:
    """The first Alertmanager that reads the receivers of the spec; redirected ones name no secret files."""
    needed = (module.MINIMUM_VERSION for each in monitoring.receivers.values() for module, _ in _configs(each))
    return OLDEST if monitoring.redirect else max((OLDEST, *needed))


def _receiver(monitoring: Monitoring, name: str, receiver: shape.Receiver) -> dict[str, Any]:
    place = Place(monitoring, name)
    written: dict[str, Any] = {"name": name}
    for module, config in _configs(receiver):
        written.setdefault(module.KEY, []).append(module.build(config, place))
    return written


def _configs(receiver: shape.Receiver) -> Iterator[tuple[ModuleType, Any]]:
    for kind, configs in receiver:
        for config in configs:
            yield import_module(f"{__name__}.{kind}"), config
