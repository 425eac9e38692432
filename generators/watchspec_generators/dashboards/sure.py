"""What a sample says, and between which bounds the whole surely is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.dashboards.panel import Series
from watchspec_generators.dashboards.promql import own
from watchspec_generators.rules.queries import standard_query
from watchspec_generators.signals import SIGNALS
from watchspec_generators.signals.wilson import wilson
from watchspec_generators.values.confidence import USUAL

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

NAMES = ("of the sample", "surely above", "surely below")
"""Legends of the lines."""


def lines(monitoring: Monitoring, signal: str) -> tuple[Series, Series, Series]:
    """The recorded value of a signal that is estimated from a sample, and Wilson's bounds of it."""
    of = SIGNALS[signal].record(standard_query(monitoring, SIGNALS[signal]))
    lower, upper = bounds(own(of.value), own(of.traffic or ""))
    expressions = (own(of.value), lower, upper)
    value, above, below = (Series(expr, name) for expr, name in zip(expressions, NAMES, strict=True))
    return value, above, below


def bounds(value: str, count: str) -> tuple[str, str]:
    """PromQL: what the whole is surely above, and below, of which a sample of `count` has `value`."""
    z = USUAL.z
    return wilson("lower", value, count, z), wilson("upper", value, count, z)
