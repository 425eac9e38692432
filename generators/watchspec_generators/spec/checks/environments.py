"""An environment changes what is monitored and how, not which format or environments there are.

To mend: move `version` and `environments` out of `set`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem

_FIXED = ("version", "environments")


def check(context: Context) -> Iterator[Problem]:
    """Overlays of the sections that are the same everywhere."""
    for name, environment in context.spec.environments.items():
        for key in _FIXED:
            if key in environment.set:
                message = f"an environment can't set `{key}`"
                expected = "sections of the spec that differ between places"
                yield context.problem(("environments", name, "set", key), message, expected, key=True)
