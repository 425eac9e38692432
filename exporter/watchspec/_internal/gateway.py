"""Costs that a gateway between us and the provider reports with its answer."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchspec._internal.operation import Operation


def reported_cost(operation: Operation) -> float | None:
    """Dollars; None if nobody has reported any."""
    return None
