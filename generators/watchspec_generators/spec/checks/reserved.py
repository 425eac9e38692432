"""Names that the exporter itself gives to what it does not know.

To mend: take another name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import OTHER, UNLISTED, UNSET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem

_RESERVED = (UNSET, OTHER, UNLISTED)


def check(context: Context) -> Iterator[Problem]:
    """Features and models that would be mixed with the unknown ones."""
    for name, feature in context.spec.features.items():
        if feature.team == UNSET:
            message, expected = f"`{UNSET}` stands for features without a team", "another name, or no team at all"
            yield context.problem(("features", name, "team"), message, expected)
    for section, names in (("features", context.spec.features), ("models", context.spec.models)):
        for name in names:
            if name in _RESERVED or not name:
                message = f"`{name}` can't be a name in `{section}`"
                expected = f"another name: the exporter uses {', '.join(_RESERVED)} itself"
                yield context.problem((section, name), message, expected, key=True)
