"""Named signals: each module of this package that defines `SIGNAL` describes the one of its name."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from types import MappingProxyType
from typing import TYPE_CHECKING

from watchspec_generators.signals.base import Phase, Query, Recorded, Recording, Scene, Signal

if TYPE_CHECKING:
    from collections.abc import Mapping

__all__ = ["SIGNALS", "Phase", "Query", "Recorded", "Recording", "Scene", "Signal"]


def _discover() -> Mapping[str, Signal]:
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    signals = [module.SIGNAL for module in modules if hasattr(module, "SIGNAL")]
    return MappingProxyType({signal.name: signal for signal in sorted(signals, key=lambda signal: signal.name)})


SIGNALS: Mapping[str, Signal] = _discover()
"""Every signal by name, in name order."""
