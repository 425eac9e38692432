"""What a spec promises of detection, its times parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.types import Promise
from watchspec_generators.values import Duration, parse_duration

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model.alert import Path
    from watchspec_generators.spec import shape

NEVER = "never"
TWICE, TENFOLD, ANY, GONE = "2x", "10x", "any", "gone"
SHARES = {"100%": 1.0, "50%": 0.5, "10%": 0.1}
OF_SHARES = (*SHARES, TWICE)
"""Troubles where a share of calls is bad."""
OF_LEVELS = (TENFOLD, TWICE, ANY)
"""Where a value is past a threshold; any at all, if that is 0."""
OF_BUDGETS = (TENFOLD, TWICE)


def promises(spec: shape.Spec, place: Callable[[Path], str]) -> tuple[Promise, ...]:
    """Every promise, in the order of the spec."""
    return tuple(
        Promise(alert, trouble, within(written), place(("detection", alert, trouble)))
        for alert, promised in spec.detection.items()
        for trouble, written in promised.items()
    )


def within(written: str) -> Duration | None:
    """A length of time, or None for `never`; ValueError says what is wrong with another text."""
    return None if written == NEVER else parse_duration(written)


def said(time: Duration | None) -> str:
    """The same as it is written."""
    return NEVER if time is None else str(time)
