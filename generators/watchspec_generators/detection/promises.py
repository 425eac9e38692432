"""What was promised of detection, in the spec or by the committed table, against what is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.promises import said

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from watchspec_generators.detection.table import Row, Times
    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.alert import Path
    from watchspec_generators.values import Duration


def broken(monitoring: Monitoring, found: Sequence[Row]) -> Iterator[str]:
    """A line for each promise of the spec that is not kept, with its place."""
    times = {row.alert: row.times for row in found}
    for promise in monitoring.promises:
        known = times[promise.alert]
        if promise.trouble not in known:
            yield f"{promise.place}: {promise.alert} can't be at {promise.trouble}, only at {' or '.join(known)}"
        elif _later(time := known[promise.trouble], promise.within):
            words = _words(promise.alert, promise.trouble, time)
            yield f"{promise.place}: {words}, but {said(promise.within)} is promised"


def worse(monitoring: Monitoring, times: Times, before: Times, place: Callable[[Path], str]) -> Iterator[str]:
    """A line for each time of a table that has become later, of which the spec itself promises nothing."""
    told = {(promise.alert, promise.trouble) for promise in monitoring.promises}
    paths = {alert.name: alert.path for alert in monitoring.alerts}
    for key, time in times.items():
        if key in before and key not in told and _later(time, before[key]):
            alert, trouble = key
            words = f"{_words(alert, trouble, time)}, before it was {said(before[key])}"
            hint = f"detection: {{{alert}: {{{trouble}: {said(time)}}}}}"
            yield f"{place(paths[alert])}: {words}; if that is meant, say so: {hint}"


def _words(alert: str, trouble: str, time: Duration | None) -> str:
    return f"{alert} would fire {'after ' if time else ''}{said(time)} at {trouble}"


def _later(time: Duration | None, promised: Duration | None) -> bool:
    return promised is not None and (time is None or time > promised)
