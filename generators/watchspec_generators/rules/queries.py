"""What is asked of which signal: by the alerts, and a standard set for dashboards and people."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.model.types import SignalAlert
from watchspec_generators.signals import SIGNALS, Query
from watchspec_generators.values.confidence import USUAL

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring
    from watchspec_generators.signals import Signal

STANDARD_SPLITS: tuple[tuple[str, ...], ...] = ((), ("model",))
"""How every signal is recorded, as far as it has the labels."""
EXTRA_SPLITS = {"cost": (("feature",),)}
"""Further ways in which a signal is recorded."""


def alert_query(monitoring: Monitoring, alert: SignalAlert) -> Query:
    """What `alert` asks of its signal."""
    of_service = (monitoring.service.name, monitoring.matchers)
    return Query(*of_service, alert.by, alert.window, alert.baselines, alert.confidence, alert.against)


def standard_query(monitoring: Monitoring, signal: Signal, by: tuple[str, ...] = ()) -> Query:
    """The signal over its default window, on the environment's clock."""
    scale = monitoring.time_scale
    baselines = tuple(baseline.scaled(scale) for baseline in signal.baselines)
    confidence = USUAL.scaled(scale) if signal.bound else None
    window = signal.window.scaled(scale)
    return Query(monitoring.service.name, monitoring.matchers, by, window, baselines, confidence)


def queries(monitoring: Monitoring, signal: Signal) -> tuple[Query, ...]:
    """Every query of a threshold signal that is recorded, each once, those of alerts first, then those of panels."""
    asked = [alert_query(monitoring, alert) for alert in alerts_on(monitoring, signal)]
    drawn = [panel for panel in monitoring.dashboards.panels if panel.signal == signal.name]
    asked += [standard_query(monitoring, signal, panel.by) for panel in drawn]
    if signal.against_version:
        return tuple(dict.fromkeys(asked))
    # What is compared with many earlier stretches costs a look-up for each.
    standard = STANDARD_SPLITS[:1] if signal.past else STANDARD_SPLITS
    splits = [by for by in (*standard, *EXTRA_SPLITS.get(signal.name, ())) if set(by) <= set(signal.labels)]
    return tuple(dict.fromkeys((*asked, *(standard_query(monitoring, signal, by) for by in splits))))


def alerts_on(monitoring: Monitoring, signal: Signal) -> tuple[SignalAlert, ...]:
    """The alerts on `signal`, in the order of the spec."""
    return tuple(alert for alert in monitoring.alerts if isinstance(alert, SignalAlert) and alert.signal == signal.name)


def threshold_signals() -> tuple[Signal, ...]:
    """Signals that carry a value."""
    return tuple(signal for signal in SIGNALS.values() if signal.kind == "threshold")
