"""Proofs of generated files with the real programs: each module here with `prove(folder, monitoring)` adds some."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from watchspec_generators.edge.proofs.proof import Proof, unproven

if TYPE_CHECKING:
    from pathlib import Path

    from watchspec_generators.model import Monitoring

__all__ = ["Proof", "prove", "unproven"]


def prove(folder: Path, monitoring: Monitoring) -> tuple[Proof, ...]:
    """Run every proof on what was generated into `folder`; ToolMissing when a current program is not there."""
    modules = (import_module(f"{__name__}.{found.name}") for found in iter_modules(__path__))
    return tuple(proof for module in modules if hasattr(module, "prove") for proof in module.prove(folder, monitoring))
