"""Places to which generated files are applied: one module each, found by name.

Each has `plan(live, wanted)`, which is pure. What is live is read by the module of the same name in `edge/live`, which
can only read; the plan is carried out by that in `edge/applying`.
"""

from __future__ import annotations

from pkgutil import iter_modules

_SHARED = frozenset({"types", "showing"})


def target_names() -> tuple[str, ...]:
    """Names of all targets."""
    return tuple(sorted(module.name for module in iter_modules(__path__) if module.name not in _SHARED))
