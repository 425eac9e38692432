"""Where in a test samples lie, so that trouble begins when it is meant to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.detection.grid import Grid
from watchspec_generators.detection.samples import spaced

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from watchspec_generators.detection.trouble import Moment
    from watchspec_generators.model import Monitoring

SLIGHTLY_LESS = 1 - 1e-6
"""Trouble is played a little less bad than it is called, so that no rounding decides where it is just at a limit."""
_AROUND = 3
"""Scrapes on either side of where a window ends or trouble begins."""


def clocks(monitoring: Monitoring) -> Grid:
    """Scrapes and evaluations of a spec."""
    prometheus = monitoring.prometheus
    return Grid(prometheus.scrape_interval.milliseconds, prometheus.evaluation_interval.milliseconds)


@dataclass(frozen=True, slots=True)
class Placed:
    """Scrapes of a test: so many after the first while all is well, and so many that see trouble."""

    grid: Grid
    at: Moment
    first: int
    """When the first one is, in milliseconds."""
    well: int
    bad: int

    def written(self, series: Mapping[str, str], windows: Iterable[int], step: int) -> dict[str, str]:
        """`series` with a sample at each scrape, moved to where they belong and thinned to about `step` milliseconds.

        What Prometheus makes of a counter hangs on the first and last sample in a window, so that those in between
        may go; not those around the windows' ends, and around the begin of trouble.
        """
        ends = (self.at.decided, self.at.looked)
        times = {self.at.begins, *ends, *(end - window for window in windows for end in ends)}
        last, rest = self.well + self.bad, max(1, step // self.grid.scrape)
        kept = {0, *range(self.well % rest, last + 1, rest)}
        for time in times:
            near = (time - self.first) // self.grid.scrape
            kept |= set(range(max(0, near - _AROUND), min(last, near + _AROUND) + 1))
        numbers, unit = sorted(kept), self.grid.unit
        distance = self.grid.scrape // unit
        return {name: spaced(values, self.first // unit, distance, numbers) for name, values in series.items()}


def placed(grid: Grid, at: Moment) -> Placed:
    """The scrapes of a test in which trouble begins and is looked at so."""
    well, first = divmod(at.begins + grid.unit, grid.scrape)
    return Placed(grid, at, first, well, max(0, grid.scrapes(at.looked - at.begins)))
