"""Cross-checks of a spec: one module each, found by name, each with `check(context)`.

A module that can only judge a spec without schema violations says `WHOLE_SPEC = True`.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem


def check_names() -> tuple[str, ...]:
    """Names of all checks, in the order in which they run."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def run_checks(context: Context, *, whole: bool) -> list[Problem]:
    """What every check finds, with the check's name as the problem's code; `whole`: the schema rejected nothing."""
    found: list[Problem] = []
    for name in check_names():
        module = import_module(f"{__name__}.{name}")
        if whole or not getattr(module, "WHOLE_SPEC", False):
            found += [replace(problem, code=name) for problem in module.check(context)]
    return found
