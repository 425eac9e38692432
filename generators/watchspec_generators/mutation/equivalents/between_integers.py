"""A limit moved between two whole numbers, where only whole numbers are compared with it."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from watchspec_generators.mutation.facts import integral

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from watchspec_generators.mutation.types import Change, Rule

_LEAST: Mapping[str, Callable[[float], int]] = {
    ">": math.floor,
    "<=": math.floor,
    ">=": math.ceil,
    "<": math.ceil,
}
"""Of each comparison, the whole number that a limit is the same as."""


def reason(rule: Rule, change: Change) -> str | None:
    """`month(x) > 3` and `month(x) > 3.3` are the same."""
    if change.mutator != "threshold" or change.edit is None:
        return None
    compared, limit = rule.expression.path(change.edit.span)[-2:]
    compared_with, least = compared.children[1], _LEAST.get(compared.name)
    if limit is not compared_with or least is None or not integral(compared.children[0]):
        return None
    if least(float(limit.name)) != least(float(change.edit.text)):
        return None
    return "what is compared is a whole number, and none is between the two limits"
