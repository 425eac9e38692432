"""Time tests of a spec, their moments parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from watchspec_generators.model.types import TimeTest
from watchspec_generators.values.moment import Moment, parse_moment

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model.alert import Path
    from watchspec_generators.spec import shape

NEVER: Literal["never"] = "never"


def time_tests(spec: shape.Spec, environment: str | None, place: Callable[[Path], str]) -> tuple[TimeTest, ...]:
    """The tests that are about `environment`: with another clock or other windows the spec's own would say nothing."""
    if environment and "tests" not in spec.environments[environment].set:
        return ()
    return tuple(_test(written, place(("tests", index))) for index, written in enumerate(spec.tests))


def _test(written: shape.TimeTest, place: str) -> TimeTest:
    return TimeTest(
        alert=written.alert,
        at=parse_moment(written.at),
        labels=written.labels,
        firing=written.firing,
        receivers=written.receivers,
        muted=written.muted,
        inhibited=written.inhibited,
        notified_at=None if written.notified_at is None else notified_at(written.notified_at),
        place=place,
    )


def notified_at(written: str) -> Moment | Literal["never"]:
    """A moment or `never`; ValueError says what is wrong with a moment."""
    return NEVER if written == NEVER else parse_moment(written)
