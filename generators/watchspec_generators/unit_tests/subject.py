"""A signal alert under test: how its signal is played and what it must look like when it fires."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING

from watchspec_generators.exporter_config import edges
from watchspec_generators.rules.alerts import alert_labels, alert_links, fires_without_data
from watchspec_generators.rules.queries import alert_query
from watchspec_generators.rules.recording import has_floor
from watchspec_generators.rules.texts import rendered, words_of
from watchspec_generators.signals import SIGNALS, Phase, Query, Scene, Signal
from watchspec_generators.unit_tests import levels
from watchspec_generators.unit_tests.labels import label_sets, series_labels
from watchspec_generators.unit_tests.samples import Sample
from watchspec_generators.unit_tests.timing import PLENTY, SLACK, Timing, timing
from watchspec_generators.unit_tests.types import Firing
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import AnyAlert, SignalAlert
    from watchspec_generators.values import Quantity

_CURE = 100
"""Traffic of a recovery, in times of the traffic before: its first sample decides a ratio, mean or quantile."""
_ANY_TRAFFIC = 100.0
_TRACE = 1e-8


@dataclass(frozen=True, slots=True)
class Subject:
    """A threshold alert, and the past that its signal is played with (None: the signal looks at no past)."""

    monitoring: Monitoring
    alert: SignalAlert
    signal: Signal
    threshold: Quantity
    baseline: Duration | None
    nearest: bool = True
    """Of the alert's pasts; only what a further one adds to it is tested with that."""

    @property
    def query(self) -> Query:
        """What the alert asks of its signal."""
        return alert_query(self.monitoring, self.alert)

    @property
    def lead_by(self) -> Duration | None:
        """How much older than the window the series must be."""
        # What has just appeared would count as new, and its pace would not be known yet.
        ageing = self.alert.keep_firing_for if self.signal.first_counts or self.signal.floor_is_level else None
        return self.baseline or ageing

    @property
    def timing(self) -> Timing:
        """When samples are taken and rules evaluated."""
        counted = self.floor is not None and not self.signal.floor_is_level
        return timing(
            self.alert,
            fills=self.signal.fills,
            lingers=self.lingers,
            lead_by=self.lead_by,
            asks="all" if self.alert.confidence is not None else "a floor" if counted else "nothing",
            seen=fires_without_data(self.alert),
            coarse=self.alert.for_.milliseconds // (3 if self.nearest else 1) if self.signal.past else 0,
        )

    @property
    def lingers(self) -> bool:
        """Whether a breach lasts until the window has left it behind."""
        return levels.lingers(self.alert, self.threshold, self.signal)

    @property
    def breach(self) -> float:
        """A value just past the threshold."""
        return self.breach_of(self.traffic)

    def breach_of(self, traffic: float) -> float:
        """A value just past the threshold, if there is `traffic` per window."""
        if self.sample:
            return self.sample.past(traffic)
        return levels.past(self.alert, self.threshold, self.signal, self.edges if self.signal.edge_metric else ())

    @property
    def near_miss(self) -> float:
        """A value just short of the threshold."""
        if self.sample:
            return self.sample.short_of(self.traffic)
        return levels.short_of(self.alert, self.threshold, self.signal)

    @property
    def healthy(self) -> float:
        """The best value."""
        return levels.healthy(self.alert, self.threshold, self.signal)

    @property
    def floor(self) -> float | None:
        """Least traffic per window, if the alert asks for any."""
        return self.alert.floor.quantity.value if self.alert.floor and has_floor(self.alert) else None

    @property
    def traffic(self) -> float:
        """Traffic per window that is well above the floor."""
        plenty = PLENTY * self.floor if self.floor else _ANY_TRAFFIC
        return self.sample.enough(plenty) if self.sample else plenty

    @property
    def sample(self) -> Sample | None:
        """What a sample must be like, if the alert must be sure."""
        timed, confidence, bound = self.timing, self.alert.confidence, self.signal.bound
        if confidence is None or bound is None:
            return None
        slack = SLACK * timed.step / self.alert.window.milliseconds
        return Sample(self.signal, bound, self.threshold, ">" if self.alert.op == ">" else "<", confidence.z, slack)

    @property
    def label_sets(self) -> list[dict[str, str]]:
        """Two sets of values of the `by` labels, or one where the selector leaves no choice."""
        return label_sets(self.monitoring, self.query)

    @property
    def edges(self) -> tuple[float, ...]:
        """Bucket edges of the signal's histogram, if it is of one."""
        histograms = [metric for metric in self.signal.metrics if metric.kind == "histogram"]
        return edges(self.monitoring)[histograms[0].name] if histograms else ()

    def until(self, value: float | None, end: int, *, traffic: float | None = None) -> tuple[Phase, ...]:
        """Phases that bring the signal to `value` at the timing's start and keep it there up to `end` or longer."""
        timed = self.timing
        length = timed.step_after(end) - timed.start + timed.step
        breach = Phase(Duration(length), value, self.traffic if traffic is None else traffic)
        return (self.before(timed.warm_up), breach)

    def before(self, length: int) -> Phase:
        """A phase before anything happens, so many milliseconds long."""
        # A trace is data, and yet outweighed by the first sample of the breach.
        trace = 0.0 if self.signal.fills else _TRACE * self.traffic
        return Phase(Duration(length), self.healthy, trace)

    def cured(self, length: int) -> Phase:
        """A phase in which all is well at once."""
        return Phase(Duration(self.timing.step_after(length)), self.healthy, _CURE * self.traffic)

    def play(
        self,
        phases: tuple[Phase, ...],
        *,
        which: int = 0,
        selected: Mapping[str, str] | None = None,
        past: bool = True,
        born: bool = False,
    ) -> dict[str, str]:
        """Input series with the `which`th set of labels; `selected` stands in for what the selector asks for.

        Without `past`, the phases begin at the first sample; with `born`, series appear with all of the only phase.
        """
        timed = self.timing
        own = series_labels(self.monitoring.matchers) if selected is None else selected
        scene = Scene(
            query=self.query,
            labels={**self.label_sets[which], **own},
            interval=Duration(timed.step),
            lead=Duration(timed.lead if past else 0),
            edges=self.edges,
            born=born,
            foreign=selected is not None,
        )
        return dict(self.signal.play(scene, phases))

    def firing(self) -> Firing:
        """The alert as it fires for the first set of labels at the breach."""
        read = self.sample.read(self.breach, self.traffic) if self.sample else {}
        return firing(self.monitoring, self.alert, self.label_sets[0], self.breach, read)


def subjects(monitoring: Monitoring, alert: SignalAlert) -> list[Subject]:
    """The alert with each past that its signal may compare with, the nearest first; none for events."""
    if alert.threshold is None:
        return []
    signal = SIGNALS[alert.signal]
    lengths = signal.past.enough if signal.past else ()
    scaled = [length.scaled(monitoring.time_scale) for length in lengths]
    pasts: list[Duration | None] = [*scaled] or [*sorted(alert.baselines)] or [None]
    return [
        Subject(monitoring, alert, signal, alert.threshold, past, nearest=index == 0 or not signal.past)
        for index, past in enumerate(pasts)
    ]


def firing(
    monitoring: Monitoring,
    alert: AnyAlert,
    labels: Mapping[str, str],
    value: float,
    read: Mapping[str, float] = MappingProxyType({}),
) -> Firing:
    """The alert as Prometheus shows it for a series with `labels` and `value`; `read` as in `rendered`."""
    words = words_of(monitoring, alert)
    texts = {"summary": alert.summary, "description": alert.description}
    return Firing(
        {**labels, **alert_labels(monitoring, alert)},
        {
            **{name: rendered(text, words, value, labels, read) for name, text in texts.items()},
            **alert_links(monitoring, alert),
        },
    )
