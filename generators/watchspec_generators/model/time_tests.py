"""Time tests of a spec, their moments parsed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from watchspec_generators.model.case_reading import signal_case
from watchspec_generators.model.types import ChainTest, TimeTest
from watchspec_generators.spec.shape.judging import Case
from watchspec_generators.values.moment import Moment, parse_moment

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from watchspec_generators.model.alert import Path
    from watchspec_generators.signals.base import Signal
    from watchspec_generators.spec import shape

NEVER: Literal["never"] = "never"


def time_tests(spec: shape.Spec, environment: str | None, place: Callable[[Path], str]) -> tuple[TimeTest, ...]:
    """The tests of an alert that fires from a moment on."""
    return tuple(_test(written, at) for written, at in _written(spec, environment, place) if written.when is None)


def chain_tests(
    spec: shape.Spec, signals: Mapping[str, Signal], environment: str | None, place: Callable[[Path], str]
) -> tuple[ChainTest, ...]:
    """The tests of trouble that begins at a moment; the spec must have passed every check."""
    alerts = {alert.name: alert for alert in spec.alerts}
    return tuple(
        ChainTest(
            _test(written, at),
            signal_case(case_of(written), alerts[written.alert], signals, at),
            written.fires is not False,
            written.text,
        )
        for written, at in _written(spec, environment, place)
        if written.when is not None
    )


def case_of(written: shape.TimeTest) -> Case:
    """The trouble of a test, as a case of its alert."""
    return Case(when=written.when, then="quiet" if written.fires is False else "fires", labels=written.labels)


def _written(
    spec: shape.Spec, environment: str | None, place: Callable[[Path], str]
) -> Iterator[tuple[shape.TimeTest, str]]:
    """The tests that are about `environment`: with another clock or other windows the spec's own would say nothing."""
    if not environment or "tests" in spec.environments[environment].set:
        yield from ((written, place(("tests", index))) for index, written in enumerate(spec.tests))


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
