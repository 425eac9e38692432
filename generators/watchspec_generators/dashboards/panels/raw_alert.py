"""The panel of an alert on raw PromQL."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from zlib import crc32

from watchspec_generators.dashboards.limits import ROLES
from watchspec_generators.dashboards.panel import Limit, PanelSpec, Series
from watchspec_generators.promql import parse

if TYPE_CHECKING:
    from watchspec_generators.model import RawAlert
    from watchspec_generators.promql import Node

_FIRST_ID = 2_000_000
_IDS = 1_000_000
_ABOVE, _BELOW = (">", ">="), ("<", "<=")
_CONDITIONS = ("and", "unless")


@dataclass(frozen=True, slots=True)
class _Compared:
    """What the expression compares with a number."""

    vector: str
    above: bool
    number: float
    written: str


def panel(alert: RawAlert) -> PanelSpec:
    """What the alert compares, with its threshold as a line; its whole expression, where it compares no number."""
    found = _compared(alert.expr)
    whole = "The expression of the alert; while it has a value, the alert's condition holds."
    return PanelSpec(
        id=_FIRST_ID + crc32(alert.name.encode()) % _IDS,
        title=f"Alert {alert.name}",
        description="What the expression of the alert compares." if found else whole,
        kind="lines",
        unit="none",
        series=(Series(found.vector if found else alert.expr),),
        no_data="The expression finds no series.",
        width=12,
        minimum=None,
        raw=alert.name,
        limits=(_limit(alert, found),) if found else (),
    )


def _limit(alert: RawAlert, found: _Compared) -> Limit:
    role = ROLES.get(alert.severity, "info")
    return Limit(found.number, found.written, role, "above" if found.above else "below", alert.name)


def _compared(expr: str) -> _Compared | None:
    """The first comparison with a number; what follows it by `and` or `unless` only narrows it."""
    try:
        expression = parse(expr)
    except ValueError:
        return None
    node = expression.root.bare
    while node.kind == "binary" and node.name in _CONDITIONS:
        node = node.children[0].bare
    if node.kind != "binary" or node.name not in (*_ABOVE, *_BELOW):
        return None
    vector, number = _sides(node)
    if number.number is None:
        return None
    above = (node.name in _ABOVE) == (vector is node.children[0])
    return _Compared(expression.of(vector), above, number.number, expression.of(number))


def _sides(node: Node) -> tuple[Node, Node]:
    """The vector, and what it is compared with."""
    left, right = node.children
    return (right, left) if left.number is not None else (left, right)
