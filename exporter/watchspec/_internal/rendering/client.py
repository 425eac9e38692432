"""What prometheus_client writes, asked of it piece by piece: the only source of our lines' text.

Asking costs about as much as a scrape of the same samples, so each answer is kept by who asks.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector
from prometheus_client.samples import Exemplar
from prometheus_client.utils import floatToGoString

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    Encoder = Callable[[Any], bytes]

number_text: Callable[[Any], str] = floatToGoString
"""How a value is written."""

END = "# EOF\n"
"""Last line of OpenMetrics; the text format has none."""

ZERO = "0.0"
"""How a sample of 0 is written, in place of which our values are put."""

_TRIALS = (Exemplar({"b": 'q"\\\n', "a": "ü"}, 1234567.0, 1700000000.25), Exemplar({}, -1))


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


def exemplar_text(exemplar: Exemplar) -> str:
    """What follows the value of a sample that has `exemplar`.

    The one text that we put together ourselves, since exemplars change with every call and asking costs five times
    as much; `agrees_on_exemplars` tells whether it is still the client's.
    """
    pairs = [
        '{}="{}"'.format(name, value.replace("\\", r"\\").replace("\n", r"\n").replace('"', r"\""))
        for name, value in sorted(exemplar.labels.items())
    ]
    when = "" if exemplar.timestamp is None else f" {exemplar.timestamp}"
    return f" # {{{','.join(pairs)}}} {number_text(exemplar.value)}{when}"


def agrees_on_exemplars(encoder: Encoder) -> bool:
    """Whether the encoder writes exemplars as we do, by those that differ most."""
    metric = Metric("any", "", "counter")
    for exemplar in _TRIALS:
        metric.add_sample("any_total", {}, 0.0, None, exemplar)
    lines = written(encoder, [metric]).removesuffix("\n").split("\n")[-len(_TRIALS) :]
    return [line.partition(f" {ZERO}")[2] for line in lines] == [exemplar_text(exemplar) for exemplar in _TRIALS]
