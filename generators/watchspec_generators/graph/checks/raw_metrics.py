"""Hand-written PromQL reads metrics that somebody emits.

Names that begin as ours do are judged: the exporter's metrics are known, and so is every recorded series. Metrics of
other exporters are taken as they are.

To mend: take the name from docs/metrics.md, or that of a recorded series from `watchspec explain SIGNAL`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.graph.catalogued import BY_SERIES, FAMILIES, series_of
from watchspec_generators.graph.reading import reads
from watchspec_generators.spec.suggest import did_you_mean, one_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.graph.chain import Chain
    from watchspec_generators.spec.problems import Level, Problem

LEVEL: Level = "error"
_OURS = frozenset(metric.name.partition("_")[0] for metric in FAMILIES if "_" in metric.name)
_HISTOGRAMS = {metric.name: metric for metric in FAMILIES if metric.kind == "histogram"}


def check(chain: Chain) -> Iterator[Problem]:
    """Names of metrics and recorded series that begin as ours do, and that neither exporter nor rules know."""
    for raw in chain.raw:
        recorded = chain.source.recordings
        for read in reads(raw.expression):
            if not _is_ours(read.name) or read.name in BY_SERIES or read.name in recorded:
                continue
            message, start = f"nobody emits {read.name}", read.node.span[0]
            if read.name in _HISTOGRAMS:
                parts = one_of(series_of(_HISTOGRAMS[read.name]))
                yield chain.problem(raw, start, message, parts, "it is a histogram, whose series have these names")
                continue
            known = (*recorded, *BY_SERIES)
            expected = "a metric of docs/metrics.md, or a series that the spec's rules record"
            yield chain.problem(raw, start, message, expected, did_you_mean(read.name, known))


def _is_ours(name: str) -> bool:
    """Of `llm_requests_total` and of `service:llm_errors:ratio_rate5m` the metric's first word tells."""
    metric = name.split(":")[1] if ":" in name else name
    return metric.partition("_")[0] in _OURS
