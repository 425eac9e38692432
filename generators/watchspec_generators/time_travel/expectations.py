"""What a time test asks, and what comes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.time_tests import NEVER
from watchspec_generators.time_travel.arrivals import arrival, companion
from watchspec_generators.time_travel.ways import ways
from watchspec_generators.values.moment import Moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import TimeTest
    from watchspec_generators.simulator import Config
    from watchspec_generators.time_travel.ways import Way


def failures(monitoring: Monitoring, config: Config) -> tuple[str, ...]:
    """A line for each expectation of the spec's time tests that `config` does not meet, with its place in the spec."""
    return tuple(
        f"{test.place}: {test.alert} at {test.at}: {wrong}"
        for test in monitoring.tests
        for wrong in failures_of(monitoring, config, test)
    )


def failures_of(monitoring: Monitoring, config: Config, test: TimeTest) -> Iterator[str]:
    """What `config` does otherwise than a time test expects."""
    firing = [companion(monitoring, name, test.labels) for name in test.firing]
    yield from unmet(test, ways(config, arrival(monitoring, test.alert, test.labels), test.at.at, firing))


def unmet(test: TimeTest, found: Sequence[Way]) -> Iterator[str]:
    """What is otherwise than a time test expects, where this becomes of the alert."""
    for wrong in (_receivers(test, found), _muted(test, found), _inhibited(test, found), _notified(test, found)):
        if wrong:
            yield wrong


def _receivers(test: TimeTest, found: Sequence[Way]) -> str | None:
    told = {way.route.receiver for way in found}
    if test.receivers is None or told == set(test.receivers):
        return None
    return f"expected receivers {_listed(test.receivers)}, but it goes to {_listed(sorted(told))}"


def _muted(test: TimeTest, found: Sequence[Way]) -> str | None:
    if test.muted is None:
        return None
    wanted = test.muted
    met = [way.held_by_window(wanted) if isinstance(wanted, str) else bool(way.held_by) is wanted for way in found]
    if all(met):
        return None
    held = "; ".join(f"{way.route.receiver}: {_listed(way.held_by)}" for way in found)
    return f"expected muted: {str(wanted).lower() if isinstance(wanted, bool) else wanted}, but held back by {held}"


def _inhibited(test: TimeTest, found: Sequence[Way]) -> str | None:
    if test.inhibited is None or all(bool(way.inhibited_by) is test.inhibited for way in found):
        return None
    by = {labels.get("alertname", "") for way in found for labels in way.inhibited_by}
    return f"expected inhibited: {str(test.inhibited).lower()}, but inhibited by {_listed(sorted(by))}"


def _notified(test: TimeTest, found: Sequence[Way]) -> str | None:
    told = min((way.told_at for way in found if way.told_at), default=None)
    wanted = test.notified_at
    if wanted is None or (wanted == NEVER and told is None):
        return None
    if isinstance(wanted, Moment) and told and wanted.covers(told):
        return None
    seen = f"notified at {Moment(told, test.at.zone, seconds=True)}" if told else "nobody is notified within a week"
    return f"expected notified_at: {wanted}, but {seen}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(names) or "nothing"
