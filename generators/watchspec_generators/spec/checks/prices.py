"""The price of a model comes from one place.

To mend: give a model `price` or `price_as`, not both.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem


def check(context: Context) -> Iterator[Problem]:
    """Models with a price of their own and a name in the price list, and names that are empty."""
    for name, model in context.spec.models.items():
        path = ("models", name, "price_as")
        if model.price_as is not None and model.price is not None:
            message = f"{name} has a price of its own and one from the price list"
            yield context.problem(path, message, "`price` or `price_as`", key=True)
        elif model.price_as is not None and not model.price_as.strip():
            yield context.problem(path, "no name", "a model's name in the price list, such as gpt-4o")
