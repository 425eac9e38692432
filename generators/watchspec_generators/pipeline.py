"""From a resolved model to every generated file: each module of `steps` adds its own."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from watchspec_generators import steps

if TYPE_CHECKING:
    from watchspec_generators.model import Artefact, Monitoring


def step_names() -> tuple[str, ...]:
    """Names of the steps, in the order in which they run."""
    return tuple(sorted(module.name for module in iter_modules(steps.__path__)))


def generate(monitoring: Monitoring) -> tuple[Artefact, ...]:
    """Every artefact of `monitoring`, sorted by path; pure and deterministic."""
    artefacts: list[Artefact] = []
    for name in step_names():
        artefacts += import_module(f"{steps.__name__}.{name}").build(monitoring)
    return tuple(sorted(artefacts, key=lambda artefact: artefact.path))
