"""A burn that no share of good calls gives exactly, since rounding steps over it: `>` and `>=` are the same."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.mutation.numbers import number_of
from watchspec_generators.values.shares import share_burning

if TYPE_CHECKING:
    from watchspec_generators.mutation.types import Change, Rule
    from watchspec_generators.promql import Node


def reason(rule: Rule, change: Change) -> str | None:
    """Equality taken in or left out, in `(1 - share) / budget > burn`."""
    if change.mutator != "comparator" or change.edit is None or change.edit.text not in (">", ">="):
        return None
    compared = rule.expression.path(change.edit.span)[-1]
    if compared.name not in (">", ">="):
        return None
    budget, burn = _budget(compared.children[0].bare), number_of(compared.children[1].bare)
    if budget is None or burn is None or share_burning(burn, budget) is not None:
        return None
    return "no share of good calls burns exactly that fast"


def _budget(node: Node) -> float | None:
    """The `budget` of `(1 - recorded share) / budget`."""
    if (node.kind, node.name) != ("binary", "/"):
        return None
    bad, budget = (side.bare for side in node.children)
    if (bad.kind, bad.name) != ("binary", "-") or number_of(bad.children[0].bare) != 1:
        return None
    share = bad.children[1].bare
    # By the convention of names, a ratio, which is never more than one.
    return number_of(budget) if share.kind == "selector" and ":ratio_" in share.name else None
