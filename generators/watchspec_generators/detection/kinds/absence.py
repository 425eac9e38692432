"""The alert on telemetry that is not there any more."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.detection.playing import clocks, placed
from watchspec_generators.model import SignalAlert
from watchspec_generators.model.promises import GONE
from watchspec_generators.rules.queries import alert_query
from watchspec_generators.signals import SIGNALS, Phase, Scene
from watchspec_generators.unit_tests.labels import series_labels
from watchspec_generators.unit_tests.timing import LONGEST_STEP
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.detection.grid import Grid
    from watchspec_generators.detection.trouble import Measure, Moment
    from watchspec_generators.model import AnyAlert, Monitoring


@dataclass(frozen=True)
class AbsenceTrouble:
    """A scrape fails, and all that come after it; Prometheus marks the end of the series at the first."""

    monitoring: Monitoring
    alert: SignalAlert
    name: str = GONE

    measure: Measure = "absence"
    ticks: Duration | None = None
    begins: int | None = None

    @property
    def grid(self) -> Grid:
        """Scrapes and evaluations as they are at work."""
        return clocks(self.monitoring)

    @property
    def trial(self) -> Grid:
        """Those of its test: the same."""
        return self.grid

    @property
    def settled(self) -> int:
        """The first scrape that fails decides."""
        return 2 * self.grid.scrape

    @property
    def past(self) -> int:
        """Longer than `for`: before a test's first sample nothing is there either."""
        return self.alert.for_.milliseconds + 4 * self.grid.scrape + self.grid.evaluation

    def holds(self, grid: Grid, time: int) -> bool:
        """Whether a scrape has failed."""
        return grid.scrapes(time) > 0

    def series(self, grid: Grid, at: Moment) -> Mapping[str, str]:
        """The service's counters, and their end."""
        shape, signal = placed(grid, at), SIGNALS[self.alert.signal]
        step = Duration(grid.scrape)
        scene = Scene(
            alert_query(self.monitoring, self.alert), series_labels(self.monitoring.matchers), step, Duration(0)
        )
        lengths = (Duration(count * grid.scrape) for count in (shape.well, shape.bad))
        phases = tuple(Phase(length, value, 1.0) for length, value in zip(lengths, (1.0, None), strict=True))
        return shape.written(signal.play(scene, phases), (), LONGEST_STEP)


def troubles(monitoring: Monitoring, alert: AnyAlert) -> Iterator[AbsenceTrouble]:
    """Of events that look at series; a watchdog looks at none."""
    if isinstance(alert, SignalAlert) and alert.threshold is None and SIGNALS[alert.signal].metrics:
        yield AbsenceTrouble(monitoring, alert)
