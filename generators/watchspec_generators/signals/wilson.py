"""Wilson's score interval: between which bounds a share lies of which a sample is known.

It holds for few samples and for shares near 0 and 1, where "plus or minus two standard errors" does not: the
bounds are the two p with `|share - p| = z sqrt(p (1 - p) / count)`.

It holds for means of scores from 0 to 1 too, on the safe side: no such score varies more than a yes or no of the
same mean does, since x * x <= x there.
"""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from watchspec_generators.signals.base import Recorded, Recording
from watchspec_generators.signals.promql import recorded_name, selector

if TYPE_CHECKING:
    from watchspec_generators.signals.base import Query
    from watchspec_generators.values.confidence import Confidence

Side = Literal["lower", "upper"]


def lower(value: float, count: float, z: float) -> float:
    """What the true share is above, as far as `z` standard errors go."""
    return _bound(value, count, z, -1)


def upper(value: float, count: float, z: float) -> float:
    """What the true share is below, as far as `z` standard errors go."""
    return _bound(value, count, z, 1)


BOUNDS = {"lower": lower, "upper": upper}


def _bound(value: float, count: float, z: float, sign: int) -> float:
    per_sample = z * z / count
    spread = math.sqrt(max(0.0, per_sample * value * (1 - value) + per_sample * per_sample / 4))
    return (value + per_sample / 2 + sign * spread) / (1 + per_sample)


def wilson(side: Side, value: str, count: str, z: float) -> str:
    """PromQL: the bound of what `value` estimates from `count` samples; absent where there are none."""
    per_sample = f"{z!r} ^ 2 / {count}"
    sign = "-" if side == "lower" else "+"
    return (
        f"(\n  {value}\n  + {per_sample} / 2\n"
        f"  {sign} sqrt(\n    {per_sample}\n    * {value}\n    * (1 - {value})\n    + ({per_sample} / 2) ^ 2\n  )\n)\n"
        f"/\n(1 + {per_sample})"
    )


def bound_rule(query: Query, name: str, operation: str, side: Side, recorded: Recorded) -> Recorded:
    """`recorded`, whose traffic is the sample's size, with the bound of its value if the query asks for any."""
    if query.confidence is None or recorded.traffic is None:
        return recorded
    bound = recorded_name(query, name, f"{operation}_{side}{level_name(query.confidence)}_rate")
    value, count = of_service(query, recorded.value), of_service(query, recorded.traffic)
    rule = Recording(bound, wilson(side, value, count, query.confidence.z))
    return replace(recorded, rules=(*recorded.rules, rule), bound=bound)


def level_name(confidence: Confidence) -> str:
    """The level as part of a recorded name: `95`, `99_9`."""
    return confidence.text.rstrip("%").replace(".", "_")


def of_service(query: Query, series: str) -> str:
    """The service's own of a recorded series."""
    return selector(series, f'service="{query.service}"')
