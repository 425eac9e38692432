"""Kinds of alerts: each module offers `troubles(monitoring, alert)`, what may happen to those that it knows."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.detection.trouble import Trouble
    from watchspec_generators.model import AnyAlert, Monitoring

_KINDS = tuple(import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))


def troubles(monitoring: Monitoring, alert: AnyAlert) -> tuple[Trouble, ...]:
    """All that is asked about the alert, worst first; nothing of raw PromQL, of which only its cases are known."""
    found: Iterator[Trouble] = (each for kind in _KINDS for each in kind.troubles(monitoring, alert))
    return tuple({each.name: each for each in found}.values())
