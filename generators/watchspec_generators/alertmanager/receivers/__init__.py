"""Receivers: one module for each kind, found by the name that the kind has in the spec.

Each has `KEY`, the list it belongs to; `MINIMUM_VERSION`, the first Alertmanager that
knows the kind; `NEEDS`, the first that reads what a key of the spec becomes, for the keys
that not every supported one reads; and `build(config, place)`, one entry of the list.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.receivers.place import Place

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import ModuleType

    from watchspec_generators.model import Monitoring
    from watchspec_generators.spec import shape
    from watchspec_generators.values.version import Version

OLDEST: Version = (0, 25)
"""The oldest Alertmanager that is supported at all."""
_FILE = "_file"
"""How keys end that name a file with a secret."""


def receivers(monitoring: Monitoring) -> list[dict[str, Any]]:
    """Alertmanager's `receivers`, in the spec's order."""
    return [_receiver(monitoring, name, receiver) for name, receiver in monitoring.receivers.items()]


def kind(name: str) -> ModuleType:
    """The module of a kind, by its name in the spec."""
    return import_module(f"{__name__}.{name}")


def needs(module: ModuleType, config: shape.Section) -> dict[str, Version]:
    """The keys of an entry that not every Alertmanager reads, with the first that does."""
    return {key: module.NEEDS[key] for key, value in config if key in module.NEEDS and value is not None}


def minimum_version(monitoring: Monitoring) -> Version:
    """The first Alertmanager that reads the receivers of the spec as they are written."""
    configs = [found for each in monitoring.receivers.values() for found in _configs(each)]
    return max((OLDEST, *(_minimum(monitoring, module, config) for module, config in configs)))


def fillable(monitoring: Monitoring) -> bool:
    """Whether secrets are left to be filled in, so that no Alertmanager reads the configuration as it is."""
    reads = monitoring.alertmanager.reads
    return monitoring.redirect is None and any(
        not reads(version)
        for each in monitoring.receivers.values()
        for module, config in _configs(each)
        for key, version in needs(module, config).items()
        if key.endswith(_FILE)
    )


def rehearsed(monitoring: Monitoring, redirect: shape.Redirect, version: Version) -> Monitoring:
    """The same with every notification redirected, and without what Alertmanager `version` lacks even then."""
    elsewhere = replace(monitoring, redirect=redirect)
    readable = {
        name: receiver.model_copy(
            update={
                kind_name: tuple(each for each in configs if _minimum(elsewhere, kind(kind_name), each) <= version)
                for kind_name, configs in receiver
            }
        )
        for name, receiver in monitoring.receivers.items()
    }
    return replace(elsewhere, receivers=readable)


def _minimum(monitoring: Monitoring, module: ModuleType, config: shape.Section) -> Version:
    """What an entry needs; a secret that is redirected or filled in needs nothing."""
    reads = monitoring.alertmanager.reads
    written = (
        version
        for key, version in needs(module, config).items()
        if not key.endswith(_FILE) or (monitoring.redirect is None and reads(version))
    )
    least: Version = module.MINIMUM_VERSION
    return max((least, *written))


def _receiver(monitoring: Monitoring, name: str, receiver: shape.Receiver) -> dict[str, Any]:
    place = Place(monitoring, name)
    written: dict[str, Any] = {"name": name}
    for module, config in _configs(receiver):
        written.setdefault(module.KEY, []).append(module.build(config, place))
    return written


def _configs(receiver: shape.Receiver) -> Iterator[tuple[ModuleType, Any]]:
    for name, configs in receiver:
        for config in configs:
            yield kind(name), config
