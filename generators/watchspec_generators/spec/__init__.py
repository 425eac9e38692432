"""Reading monitoring.yaml: its shape, its schema, its checks, and the places of everything in it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from watchspec_generators.spec.problems import Problem, SpecError

if TYPE_CHECKING:
    from watchspec_generators.spec.loading import examine, load

__all__ = ["Problem", "SpecError", "examine", "load"]


def __getattr__(name: str) -> Any:
    # Loading asks generators for what a spec becomes, and these read parts of this package: any may be the first.
    if name in ("examine", "load"):
        return getattr(import_module(f"{__name__}.loading"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
