"""Cases that come out otherwise than the spec says: what to ask of Prometheus about them, and the answer in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.rules.queries import alert_query
from watchspec_generators.rules.texts import FORMATS, written
from watchspec_generators.signals import SIGNALS
from watchspec_generators.signals.playing import braced
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.unit_tests.told import Told


def question(told: Told) -> str:
    """PromQL for the end of the case: all that the answer is made of, told apart by the label `what`."""
    parts = (f'label_replace(max({expr}), "what", "{what}", "", "")' for what, expr in _asked(told).items())
    return "\nor\n".join(parts)


def answer(told: Told, found: Mapping[str, float]) -> str:
    """What was expected, and what there was; `found` are the values by `what`."""
    expected = told.case.expected
    wanted = f"{expected.outcome} within {expected.within}" if expected.within else expected.outcome
    values = "; ".join(_values(told, found))
    return f"expected {wanted}, but {_outcome(told, found)}{f'; at the end {values}' if values else ''}"


def _asked(told: Told) -> Mapping[str, str]:
    name = told.alert.name
    firing, pending = (f'ALERTS{{alertname="{name}",alertstate="{state}"}}' for state in ("firing", "pending"))
    asked = {
        "firing": firing,
        "pending": pending,
        "fired_at": f"min_over_time(timestamp({firing})[{Duration(told.end)}:{Duration(told.step)}])",
    }
    if told.subject is None:
        return asked
    recorded = SIGNALS[told.alert.signal].record(alert_query(told.monitoring, told.alert))
    series = {"value": recorded.value, "traffic": recorded.traffic, "bound": recorded.bound}
    own = braced({"service": told.monitoring.service.name, **told.labels})
    # Traffic is recorded only where a floor needs it; asking for more does no harm.
    return {**asked, **{what: name + own for what, name in series.items() if name}}


def _outcome(told: Told, found: Mapping[str, float]) -> str:
    if "fired_at" not in found:
        return "it is pending" if "pending" in found else "it never fires"
    after = Duration(max(0, round(found["fired_at"] - told.start / 1000)) * 1000)
    return f"it fires after {after}{'' if 'firing' in found else ' and ends again'}"


def _values(told: Told, found: Mapping[str, float]) -> Iterator[str]:
    subject, alert = told.subject, told.alert
    if subject is None:
        return
    signal, threshold = subject.signal, subject.threshold
    limit = f"{'above' if alert.op == '>' else 'below'} {written(threshold)}"
    show = FORMATS[signal.unit].show
    value = f"is {show(found['value'])}" if "value" in found else "has no value"
    yield f"{signal.name} {value} (limit: {limit})"
    if "bound" in found:
        yield f"surely {'more' if alert.op == '>' else 'less'} than {show(found['bound'])}"
    if "traffic" in found and subject.floor is not None and signal.floor is not None:
        count = FORMATS[signal.floor.unit].show
        yield f"traffic is {count(found['traffic'])} (floor: {count(subject.floor)})"
