"""The made-up day as OpenMetrics text, and the rules that Prometheus evaluates on it."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from random import Random
from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec_generators.exporter_config.edges import edges
from watchspec_generators.preview.scenario.counting import counters, prompts, spreads
from watchspec_generators.preview.scenario.story import HOURS, RECENT_HOURS, flow, sources, story
from watchspec_generators.scraping import scraped_labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from watchspec_generators.model import Monitoring
    from watchspec_generators.preview.scenario.story import Flow

Labels = tuple[tuple[str, str], ...]
Key = tuple[str, Labels]
Points = dict[Key, list[float]]
_MILLI = 1000
_MINUTE = 60_000
_MINUTES = HOURS * 60
_RECENT = RECENT_HOURS * 60
_DAY_MINUTES = 1440
_INSTANCE = "127.0.0.1:8000"
_PRICE_AGE_SECONDS = 12 * 86_400
_QUOTA = {
    catalogue.QUOTA_LIMIT_REQUESTS: 5_000.0,
    catalogue.QUOTA_LIMIT_TOKENS: 800_000.0,
    catalogue.QUOTA_REQUESTS_RESET: 12.0,
    catalogue.QUOTA_TOKENS_RESET: 9.0,
}
_LONG = frozenset({catalogue.COST.name, catalogue.REQUESTS.name})
"""What is looked back at for more than hours; all else would only make the day slow to write."""


def step(monitoring: Monitoring) -> int:
    """Milliseconds between samples: a minute, on the spec's own clock."""
    return max(1, round(_MINUTE / monitoring.time_scale))


def moments(monitoring: Monitoring, end: int) -> range:
    """Milliseconds since the epoch of every sample of the day that ends at `end`."""
    distance = step(monitoring)
    return range(end - _MINUTES * distance, end + 1, distance)


def openmetrics(monitoring: Monitoring, end: int) -> tuple[Iterator[str], Iterator[str]]:
    """The long past and the recent hours as two files; each has its lines series by series, with line ends.

    The same for the same spec and end. Two files, since promtool reads each anew for every two hours that it spans.
    """
    times = [written(moment) for moment in moments(monitoring, end)]
    scraped = {**scraped_labels(monitoring.service, monitoring.prometheus), "instance": _INSTANCE}
    points = {**_calls(monitoring, end), **_standing(monitoring, end)}
    old = {key: values[:-_RECENT] for key, values in points.items() if len(values) > _RECENT}
    recent = {key: values[-_RECENT:] for key, values in points.items()}
    return _file(old, times[:-_RECENT], scraped), _file(recent, times[-_RECENT:], scraped)


def _file(points: Points, times: Sequence[str], scraped: Mapping[str, str]) -> Iterator[str]:
    for (name, own), values in points.items():
        yield lines(name, {**scraped, **dict(own)}, zip(times, values, strict=True))
    yield "# EOF\n"


def lines(name: str, labels: Mapping[str, str], points: Iterable[tuple[str, float]]) -> str:
    """One series: a line for each time and value."""
    inner = ",".join(f'{label}="{_escaped(value)}"' for label, value in labels.items())
    series = f"{name}{{{inner}}}"
    return "".join([f"{series} {value:.9g} {time}\n" for time, value in points])


def written(moment: int) -> str:
    """Milliseconds as OpenMetrics has times: seconds."""
    return f"{moment / _MILLI:.3f}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")


def _calls(monitoring: Monitoring, end: int) -> Points:
    """Counters and histograms of all streams, growing; those of the recent hours begin with them."""
    told, versions, limits = story(monitoring), prompts(monitoring), edges(monitoring)
    points: Points = defaultdict(list)
    standing: dict[Key, float] = defaultdict(float)
    # Not the built-in hash: the day has to be the same in every process.
    streams = [(source, Random(f"{sorted(source.labels.items())}")) for source in sources(monitoring)]  # noqa: S311 - no secret
    for before_end in range(_MINUTES, -1, -1):
        minute_of_day = (end // _MINUTE - before_end) % _DAY_MINUTES
        for source, luck in streams:
            now = flow(source, told, before_end, minute_of_day, luck)
            for name, own, amount in _growth(now, versions, limits if before_end < _RECENT else None):
                standing[name, _labels(tuple(now.labels.items()), name, own)] += amount
        for key, value in standing.items():
            points[key].append(value)
    return points


def _growth(
    now: Flow, versions: Mapping[str, float], limits: Mapping[str, Sequence[float]] | None
) -> Iterator[tuple[str, Labels, float]]:
    """Every sample name with its own labels and its growth; without bucket `limits` only that of the long past."""
    for metric, own, amount in counters(now, versions):
        if limits is not None or metric.name in _LONG:
            yield metric.name, tuple(own.items()), amount
    if limits is None:
        return
    for spread in spreads(now, versions):
        name, labels = spread.metric.name, tuple(spread.own.items())
        for edge in limits[spread.metric.name]:
            yield f"{name}_bucket", (*labels, ("le", f"{float(edge)}")), spread.below(edge)
        yield f"{name}_bucket", (*labels, ("le", "+Inf")), spread.count
        yield f"{name}_count", labels, spread.count
        yield f"{name}_sum", labels, spread.count * spread.mean


@cache
def _labels(base: Labels, sample: str, own: Labels) -> Labels:
    """Those of the stream's labels that a metric has, then its own."""
    metric = catalogue.BY_NAME.get(sample) or catalogue.BY_NAME[sample.rpartition("_")[0]]
    return (*(pair for pair in base if pair[0] in metric.all_labels), *own)


def _standing(monitoring: Monitoring, end: int) -> Points:
    """Gauges, and counters of what does not happen on a good day."""
    count = len(moments(monitoring, end))
    found: Points = {
        (catalogue.UP.name, ()): [1.0] * count,
        (catalogue.SCRAPE_DURATION.name, ()): [0.012] * count,
        (catalogue.SCRAPE_SAMPLES.name, ()): [1_400.0] * count,
        (catalogue.SERIES_ADDED.name, ()): [0.0] * count,
        (catalogue.PRICE_DATA_TIMESTAMP.name, ()): [end / _MILLI - _PRICE_AGE_SECONDS] * count,
        (catalogue.PRICE_DATA_INFO.name, (("version", "0.2.3"),)): [1.0] * count,
        (catalogue.INTERNAL_ERRORS.name, (("place", "price"),)): [0.0] * count,
        (catalogue.LABEL_OVERFLOW.name, (("label", "model"),)): [0.0] * count,
        (catalogue.LABEL_OVERFLOW.name, (("label", "feature"),)): [0.0] * count,
        (catalogue.REFUSED_REFS.name, (("reason", "expired"),)): [0.0] * count,
    }
    for decision, per_minute in {"rate": 4.0, "slow": 0.8, "error": 0.4, "dropped": 38.0}.items():
        found[catalogue.TRACES.name, (("decision", decision),)] = [per_minute * minute for minute in range(count)]
    told = story(monitoring)
    for source in sources(monitoring):
        labels = tuple(source.labels.items())
        busy = [source.per_minute / 30 * (1 + 2 * told.slow.share(count - 1 - index)) for index in range(count)]
        found[catalogue.IN_FLIGHT.name, labels] = busy
        quota = _labels(labels, catalogue.QUOTA_LIMIT_REQUESTS.name, ())
        left = [0.72 - 0.4 * told.failing.share(count - 1 - index) * source.first for index in range(count)]
        for metric, value in _QUOTA.items():
            found[metric.name, quota] = [value] * count
        found[catalogue.QUOTA_REMAINING_REQUESTS.name, quota] = [share * 5_000 for share in left]
        found[catalogue.QUOTA_REMAINING_TOKENS.name, quota] = [share * 800_000 for share in left]
    return found
