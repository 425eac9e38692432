"""What prometheus_client writes, asked of it piece by piece: the only source of our lines' text.

Asking costs about as much as a scrape of the same samples, so each answer is kept by who asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from prometheus_client.samples import Exemplar

    Encoder = Callable[[Any], bytes]

number_text: Callable[[Any], str] = floatToGoString
"""How a value is written."""

END = "# EOF\n"
"""Last line of OpenMetrics; the text format has none."""

ZERO = "0.0"
"""How a sample of 0 is written, in place of which our values are put."""


class _Only(Collector):
    def __init__(self, metrics: Iterable[Metric]) -> None:
        self._metrics = metrics

    def collect(self) -> Iterable[Metric]:
        return self._metrics


def written(encoder: Encoder, metrics: Iterable[Metric]) -> str:
    """The text of `metrics`, without the format's last line."""
    return encoder(_Only(metrics)).decode().removesuffix(END)


def end_of(encoder: Encoder) -> str:
    """The format's last line, empty where it has none."""
    return encoder(_Only(())).decode()


def exemplar_text(encoder: Encoder, exemplar: Exemplar) -> str:
    """What follows the value of a sample that has `exemplar`: the same on every sample that may have one."""
    metric = Metric("any", "", "counter")
    metric.add_sample("any_total", {}, 0.0, None, exemplar)
    line = written(encoder, [metric]).removesuffix("\n").rpartition("\n")[2]
    return line.partition(f" {ZERO}")[2]
