"""A month that begins a little later, where nothing counts on its first day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.facts import between
from watchspec_generators.values.zone import DAY_SECONDS

if TYPE_CHECKING:
    from watchspec_generators.mutation.types import Change, Edit, Rule
    from watchspec_generators.promql import Expression, Node


def reason(rule: Rule, change: Change) -> str | None:
    """`month(x - 3600)` with a little more subtracted, times `day_of_month(x - 3600) - day_of_week(...) >= bool 25`."""
    if change.mutator != "constant" or change.edit is None:
        return None
    expression = rule.expression
    month, at, number = (None, None, *expression.path(change.edit.span))[-3:]
    if not month or not at or not number or month.name != "month" or not _a_little_earlier(at, number, change.edit):
        return None
    for inner, outer in between(expression, month.span):
        if outer.name == "*":
            left, right = outer.children
            if _not_on_the_first(expression, (right if inner is left else left).bare, expression.of(at)):
                return "where the two months differ, it is the first day, on which the other factor is 0"
        elif outer.kind != "parentheses" and outer.name != "==":
            return None
    return None


def _a_little_earlier(at: Node, number: Node, edit: Edit) -> bool:
    if at.name not in ("+", "-") or at.children[1] is not number:
        return False
    later = (float(edit.text) - float(number.name)) * (1 if at.name == "+" else -1)
    return -DAY_SECONDS < later < 0


def _not_on_the_first(expression: Expression, factor: Node, at: str) -> bool:
    """Whether it is `day_of_month(at) - day_of_week(...) >= bool` more than 1."""
    if factor.name != ">=" or (factor.children[1].number or 0) <= 1:
        return False
    days = factor.children[0].bare
    if days.name != "-":
        return False
    day, weekday = (side.bare for side in days.children)
    return (day.name, weekday.name) == ("day_of_month", "day_of_week") and expression.of(day.children[0]) == at
