"""When samples are taken and rules evaluated in a test, so that the result is the same on every Prometheus.

Range windows include a sample on their left boundary up to Prometheus 2 and leave it out since 3. The distance
of samples is therefore chosen so that a window is always a whole number of them and a half.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from watchspec_generators.model.types import SignalAlert
    from watchspec_generators.values import Duration

_FEWEST, _MOST = 15, 39
"""Twice the samples in a window. With more, one healthy sample would not lower a sum by the 5 % of a breach."""
LONGEST_STEP = 240_000
"""Between samples, in milliseconds: Prometheus forgets one after five minutes."""
_MOST_TICKS, _MOST_TICKS_OF_PAST = 500, 4000
"""Evaluations in a window and in the time compared with: promtool needs a millisecond or so for each."""
SLACK = 0.3
"""Room that is left for a sample's size to be more or less than is needed, in samples of the series."""
_EXTRAPOLATED = 1.1
"""Prometheus extends a series to the window's edge if it is at most this many samples away."""
PLENTY = 8.1
"""Traffic of a case that is not about traffic, in floors: ten floors would hide a floor ten times too high."""


@dataclass(frozen=True, slots=True)
class Timing:
    """Milliseconds from the start of a test."""

    step: int
    """Between samples."""
    tick: int
    """Between evaluations; an odd part of a step."""
    lead: int
    """Before the first phase: time for the past that the signal compares with."""
    start: int
    """Begin of the breach."""
    onset: int
    """First evaluation that sees the breach."""

    @property
    def warm_up(self) -> int:
        """Length of the phase between lead and breach."""
        return self.start - self.lead

    def tick_after(self, time: int) -> int:
        """First evaluation at or after `time`."""
        return -(-time // self.tick) * self.tick

    def step_after(self, time: int) -> int:
        """First sample at or after `time`."""
        return -(-time // self.step) * self.step


def timing(
    alert: SignalAlert,
    *,
    fills: bool,
    lingers: bool,
    lead_by: Duration | None,
    asks: Literal["nothing", "a floor", "all"],
    seen: bool,
    coarse: int = 0,
) -> Timing:
    """Timing of the alert's tests.

    `fills`: as the signal's. `lingers`: anything in the window is past the threshold. `asks`: how much of the
    window's traffic it takes, enough for a floor or all of it, to be sure. `seen`: the signal must have had a value
    for longer than any alert on missing data keeps firing. `coarse`: longest time between evaluations, in
    milliseconds, where what they recorded is looked up long after.
    """
    window = alert.window.milliseconds
    step, tick = _grid(window, _longest_tick(alert), bool(alert.baselines))
    tick = _coarser(step, tick, coarse, min(alert.baselines).milliseconds) if coarse else tick
    lead, start = begin(alert, step, fills=fills, lead_by=lead_by, seen=seen)
    if fills:
        onset = start + step if lingers else ((start + window - step) // tick + 1) * tick
        return Timing(step, tick, lead, start, onset)
    born = not (seen or lead_by)
    ticks = range(start + step, start + 2 * window, tick)
    needed = {"nothing": 0.0, "a floor": 1 / PLENTY, "all": 1 - SLACK * step / window}[asks]
    onset = next(time for time in ticks if not needed or _seen(time - start, window, step, born=born) > needed)
    return Timing(step, tick, lead, start, onset)


def begin(alert: SignalAlert, step: int, *, fills: bool, lead_by: Duration | None, seen: bool) -> tuple[int, int]:
    """Lead and start, with `step` between samples, as in `Timing`; the rest as in `timing`."""
    window = alert.window.milliseconds
    lead = -(-(lead_by.milliseconds + window) // step) * step + step if lead_by else 0
    settle = -(-alert.keep_firing_for.milliseconds // step) * step + 2 * step if seen else 0
    full = (window // step + 2) * step if fills else 0
    return lead, lead + settle + full


def _seen(time: int, window: int, step: int, *, born: bool) -> float:
    """Share of a window's steady traffic that Prometheus' `increase` shows, `time` after the traffic began.

    The counter is `born` then, or was there before, at rest.
    """
    first = ((time - window) // step + 1) * step
    first = max(first, 0) if born else first
    last = time // step * step
    grown, sampled = last - max(first, 0), last - first
    gap = first - (time - window)
    to_start = gap if gap < _EXTRAPOLATED * step else step / 2
    return grown * (sampled + to_start + time - last) / (sampled * window)


def _longest_tick(alert: SignalAlert) -> int:
    limits = [alert.for_.milliseconds // 4, alert.keep_firing_for.milliseconds // 3]
    wanted = min((limit for limit in limits if limit), default=alert.window.milliseconds)
    furthest = max((baseline.milliseconds for baseline in alert.baselines), default=0)
    return max(wanted, alert.window.milliseconds // _MOST_TICKS, furthest // _MOST_TICKS_OF_PAST, 1)


def _grid(window: int, longest_tick: int, compares: bool) -> tuple[int, int]:
    longest_step = LONGEST_STEP if compares else window
    most = max(_MOST, 4 * window // LONGEST_STEP) if compares else _MOST
    for part in range(1, 2 * _MOST_TICKS, 2):
        for halves in range(_FEWEST, most + 1, 2):
            tick, rest = divmod(2 * window, halves * part)
            if not rest and 0 < tick <= longest_tick and tick * part <= longest_step:
                return tick * part, tick
    return _uneven_grid(window, longest_tick, longest_step)


def _coarser(step: int, tick: int, longest: int, back: int) -> int:
    """As many steps as go into `back`, so that there is a sample exactly so long ago."""
    return max((step * n for n in range(1, longest // step + 1) if back % (step * n) == 0), default=tick)


def _uneven_grid(window: int, longest_tick: int, longest_step: int) -> tuple[int, int]:
    step = max(1, min(2 * window // _FEWEST, longest_step))
    part = -(-step // longest_tick) | 1
    tick = max(1, step // part)
    return tick * part, tick
