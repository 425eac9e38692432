"""Dollars spent beyond what the same hour of earlier weeks or, for young services, of earlier days makes likely."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from watchspec.catalogue import BASE_LABELS, COST
from watchspec_generators.signals.base import Elsewhere, Past, Phase, Query, Recorded, Recording, Scene, Signal
from watchspec_generators.signals.playing import REPLICAS, Piece, sequence, series_selector
from watchspec_generators.signals.promql import recorded_name, selector, windowed
from watchspec_generators.signals.traffic import LONG
from watchspec_generators.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_DAY = Duration(24 * LONG.milliseconds)
_WEEKS, _DAYS = 4, 7
FEWEST = 3
"""Earlier weeks, or else days, without which nothing is judged: of two, nobody knows which is the odd one."""
_SLACK, _DEVIATIONS = 1.3, 4.5
"""The band ends at the median and 30 %, plus 4.5 median deviations: 3 standard ones, were spend normal."""


def _times(count: int, duration: Duration) -> Duration:
    return Duration(count * duration.milliseconds)


_BASELINES = (
    *(_times(7 * week, _DAY) for week in range(1, _WEEKS + 1)),
    *(_times(day, _DAY) for day in range(1, _DAYS + 1)),
)


def _parts(query: Query) -> dict[str, tuple[Duration, ...]]:
    return {"week": query.baselines[:_WEEKS], "day": query.baselines[_WEEKS:]}


def record(query: Query) -> Recorded:
    """Spend, the same of earlier weeks and days, their median, the band's upper end, and what is beyond it."""
    spend, earlier, usual, band, value = (
        recorded_name(query, "llm_cost_usd", f"anomaly_{part}")
        for part in ("spend", "earlier", "usual", "band", "excess")
    )
    service = f'service="{query.service}"'
    now, before, middle = (selector(name, service) for name in (spend, earlier, usual))
    kept = ", ".join((*query.by, "past"))
    on, on_past = (f"on ({', '.join(('service', *query.by, *more))})" for more in ((), ("past",)))
    past = "\nor\n".join(_offsets(now, kind, offsets) for kind, offsets in _parts(query).items())
    deviation = f"quantile by (service, {kept}) (0.5, abs({before} - {on_past} group_left {middle}))"
    # Where there is a band of weeks, `or` leaves out that of days.
    weeks, days = selector(band, service, 'past="week"'), selector(band, service)
    rules = (
        # A past of recorded series, since the spend of eleven hours each 15 seconds would be read from raw ones.
        Recording(spend, windowed(query, "increase", COST.name)),
        Recording(earlier, past),
        Recording(usual, f"quantile by ({kept}) (0.5, {before})\nand\n(count by ({kept}) ({before}) >= {FEWEST})"),
        Recording(band, f"{_SLACK} * {middle}\n+\n{_DEVIATIONS} * {deviation}"),
        Recording(value, f"clamp_min({now} - {on} (\n  {weeks}\n  or {on}\n  {days}\n), 0)"),
    )
    return Recorded(rules, value, None)


def _offsets(now: str, kind: str, offsets: tuple[Duration, ...]) -> str:
    each = (
        f'    label_replace({now} offset {offset}, "back", "{count}", "", "")'
        for count, offset in enumerate(offsets, 1)
    )
    inner = "\n    or\n".join(each)
    return f'label_replace(\n  (\n{inner}\n  ),\n  "past", "{kind}", "", "")'


def play(scene: Scene, phases: tuple[Phase, ...]) -> Mapping[str, str]:
    """A past whose hours differ, idle at all other times, and a present that is beyond the band by each phase's value.

    `lead` 0 plays a service that has been idle or, where a phase has traffic and no value, spends the same for ever.
    """
    base = max((phase.value or 0.0 for phase in phases), default=0.0) or 1.0
    pieces = [*_earlier(scene, phases, base), *_present(scene, phases, base)]
    return {
        series_selector(COST.name, scene.labels, replica): sequence(
            [Piece(piece.samples, None if piece.step is None else piece.step * share) for piece in pieces]
        )
        for replica, share in REPLICAS.items()
    }


def turn(scene: Scene, _before: float, after: float, part: float) -> float:
    """What is beyond the band, from the usual spend on: where it is played, the usual spend is what is beyond it."""
    band = after * _band(scene)
    return max(0.0, (1 - part) * after + part * (band + after) - band)


_OF_DAYS = (1.0, 1.2, 0.9, 0.0, 5.0, 1.1, 1.3)
_OF_WEEKS = (_OF_DAYS[-1], 1.0, 0.7, 5.0)
"""Spend of the hours that tests compare with, nearest first, in times of the present's; each moves the band."""


def _known(scene: Scene, kind: str, spends: tuple[float, ...]) -> list[tuple[Duration, float]]:
    """What of the weeks or days a past of the scene's length holds: how long ago, and how much was spent."""
    offsets = zip(_parts(scene.query)[kind], spends, strict=True)
    reach = scene.lead.milliseconds - scene.query.window.milliseconds
    return [(ago, spend) for ago, spend in offsets if ago.milliseconds <= reach]


def _band(scene: Scene) -> float:
    weeks, days = ([spend for _, spend in _known(scene, *each)] for each in (("week", _OF_WEEKS), ("day", _OF_DAYS)))
    judged = weeks if len(weeks) >= FEWEST else days
    if not judged:
        return 0.0
    return _upper_end(judged)


def _upper_end(spends: Sequence[float]) -> float:
    """Of the band around them."""
    middle = median(spends)
    return _SLACK * middle + _DEVIATIONS * median(abs(spend - middle) for spend in spends)


def _present(scene: Scene, phases: tuple[Phase, ...], base: float) -> Iterator[Piece]:
    interval, per_window = scene.interval.milliseconds, scene.interval.milliseconds / scene.query.window.milliseconds
    for phase in phases:
        within = base if scene.lead.milliseconds else phase.traffic
        spend = base * _band(scene) + phase.value if phase.value else within
        yield Piece(phase.length.milliseconds // interval, None if phase.value is None else spend * per_window)


def _earlier(scene: Scene, phases: tuple[Phase, ...], base: float) -> Iterator[Piece]:
    interval, window = scene.interval.milliseconds, scene.query.window.milliseconds
    known = dict((*_known(scene, "week", _OF_WEEKS), *_known(scene, "day", _OF_DAYS)))
    lead, length = (time // interval for time in (scene.lead.milliseconds, _length(phases)))
    passed = 0
    for ago, spend in sorted(known.items(), reverse=True):
        begin = max(lead - (ago.milliseconds + window) // interval - 3, passed)
        end = min(lead - ago.milliseconds // interval + length + 2, lead)
        yield Piece(begin - passed, 0.0)
        yield Piece(end - begin, base * spend * interval / window)
        passed = end
    yield Piece(lead - passed, 0.0)


def _length(phases: tuple[Phase, ...]) -> int:
    return sum(phase.length.milliseconds for phase in phases)


def _elsewhere(query: Query, value: float) -> Iterator[Elsewhere]:
    yield Elsewhere(recorded_name(query, "llm_cost_usd", "anomaly_spend"), {}, 2 * value)
    yield Elsewhere(recorded_name(query, "llm_cost_usd", "anomaly_band"), {"past": "day"}, value)


SIGNAL = Signal(
    name="cost_anomaly",
    summary="Dollars spent in the window beyond a band around the median of the same hours: of the last four weeks or, "
    "where fewer than three are known, of the last seven days; with fewer than three of these it has no value. "
    "Idle hours count as such.",
    unit="usd",
    labels=(*BASE_LABELS, *COST.labels),
    kind="threshold",
    direction="above",
    window=LONG,
    metrics=(COST,),
    record=record,
    play=play,
    turn=turn,
    baselines=_BASELINES,
    past=Past(
        enough=(_times(FEWEST, _DAY), _times(_DAYS, _DAY), _times(7 * _WEEKS, _DAY)),
        too_short=_times(FEWEST - 1, _DAY),
        fewest=FEWEST,
        parts=_parts,
        upper_end=_upper_end,
        elsewhere=_elsewhere,
    ),
    fills=True,
    plain=False,
)
