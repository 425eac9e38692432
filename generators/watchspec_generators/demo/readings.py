"""The values that the incident's alerts are about, as Prometheus records them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.rules.queries import alert_query
from watchspec_generators.rules.texts import FORMATS, written
from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from watchspec_generators.demo.troubles import Injection, Kind
    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import SignalAlert


@dataclass(frozen=True, slots=True)
class Gauge:
    """A series to look at: one for each alert and the labels that the incident gives it."""

    kind: Kind
    alert: str
    signal: str
    series: str
    labels: Mapping[str, str]
    limit: str
    """As written in the spec."""

    def shown(self, value: float) -> str:
        """`value` in the signal's unit."""
        return FORMATS[SIGNALS[self.signal].unit].show(value)


def gauges(monitoring: Monitoring, injections: Sequence[Injection]) -> tuple[Gauge, ...]:
    """One for each alert of the incident."""
    return tuple(_gauge(monitoring, injection, alert) for injection in injections for alert in injection.alerts)


def expression(monitoring: Monitoring, looked_at: Sequence[Gauge]) -> str:
    """One query for all of them."""
    names = "|".join(dict.fromkeys(gauge.series for gauge in looked_at))
    return f'{{__name__=~"{names}", service="{monitoring.service.name}"}}'


def read(looked_at: Sequence[Gauge], samples: Sequence[Mapping[str, Any]]) -> Mapping[str, float]:
    """The value of each alert that has one; of several series (an unknown label) the first."""
    found: dict[str, float] = {}
    for gauge in looked_at:
        wanted = {"__name__": gauge.series, **gauge.labels}
        for sample in samples:
            if wanted.items() <= sample["metric"].items():
                found.setdefault(gauge.alert, float(sample["value"][1]))
    return found


def _gauge(monitoring: Monitoring, injection: Injection, alert: SignalAlert) -> Gauge:
    recorded = SIGNALS[alert.signal].record(alert_query(monitoring, alert))
    limit = f"{alert.op} {written(alert.threshold)}" if alert.threshold is not None else ""
    kind = injection.trouble.kind
    return Gauge(kind, alert.name, alert.signal, recorded.value, injection.labels(alert), limit)
