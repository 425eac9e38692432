"""Changes that change nothing: each module proves some, with `reason(rule, change)`."""

from __future__ import annotations

from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchspec_generators.mutation.types import Change, Rule


def proof_names() -> tuple[str, ...]:
    """Names of the modules, sorted."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def reason(rule: Rule, change: Change) -> str | None:
    """Why the broken rule gives the same as the whole one, on any data; None if that is not known."""
    modules = (import_module(f"{__name__}.{name}") for name in proof_names())
    reasons: list[str | None] = [module.reason(rule, change) for module in modules]
    return next(filter(None, reasons), None)
