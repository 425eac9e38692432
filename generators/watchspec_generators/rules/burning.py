"""The expression of an alert on an error budget."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.rules.objectives import burn_expr, of_objective, total_name

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import BurnAlert, BurnWindow


def burning(monitoring: Monitoring, alert: BurnAlert) -> str:
    """PromQL that is true while the budget burns too fast over any pair; its value is the burn in the short window."""
    pairs = [_pair(monitoring, alert, pair) for pair in alert.windows]
    if len(pairs) == 1:
        return pairs[0]
    return "\nor\n".join(f"(\n{_indented(pair)}\n)" for pair in pairs)


def _pair(monitoring: Monitoring, alert: BurnAlert, pair: BurnWindow) -> str:
    goal = alert.objective
    conditions = [
        f"{burn_expr(monitoring, goal, pair.short)} > {pair.burn:g}",
        f"{burn_expr(monitoring, goal, pair.long)} > {pair.burn:g}",
    ]
    floor = alert.floor.quantity.value
    if floor:
        # The short window is part of the long one, which so has no fewer.
        conditions.append(f"{of_objective(monitoring, goal, total_name(monitoring, pair.short))} >= {floor:.12g}")
    return "\nand on (service, objective)\n".join(conditions)


def _indented(text: str) -> str:
    return "\n".join(f"  {line}" for line in text.split("\n"))
