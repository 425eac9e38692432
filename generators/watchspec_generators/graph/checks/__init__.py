"""Checks of the graph: one module each, found by name, each with `check(chain)` and the `LEVEL` of what it finds.

They run where no other check has found an error, those that find no errors only if somebody asks for all.
"""

from __future__ import annotations

from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from watchspec_generators.graph.chain import Chain

if TYPE_CHECKING:
    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem


def chain_check_names() -> tuple[str, ...]:
    """Names of all checks of the graph, in the order in which they run."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def run_chain_checks(context: Context, *, thorough: bool) -> list[Problem]:
    """What every check finds, with the check's name as the problem's code; without `thorough`, errors alone."""
    chain = Chain(context)
    found: list[Problem] = []
    for name in chain_check_names():
        module = import_module(f"{__name__}.{name}")
        if thorough or module.LEVEL == "error":
            found += [replace(problem, code=name, level=module.LEVEL) for problem in module.check(chain)]
    return found
