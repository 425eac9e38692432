"""What reports say of parts of expressions, and durations as PromQL writes them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.values import Duration, parse_duration

if TYPE_CHECKING:
    from watchspec_generators.promql import Expression, Node, Span

_LONGEST = 72


def shown(expression: Expression, part: Node | Span) -> str:
    """A part of an expression, on one line and not too long."""
    text = " ".join(expression.of(part).split())
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def resized(duration: str, by: float) -> str:
    """A duration as Prometheus writes it, so many times as long."""
    return str(Duration(round(parse_duration(duration).milliseconds * by)))
