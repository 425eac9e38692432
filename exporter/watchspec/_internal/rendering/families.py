"""All children of one metric: which lines they have, kept from scrape to scrape."""

from __future__ import annotations

import copy
from operator import is_
from typing import TYPE_CHECKING, Any

from prometheus_client import Counter, Gauge, Histogram, metrics
from prometheus_client.values import MutexValue

from watchspec._internal.rendering.client import END, ZERO, agrees_on_exemplars, end_of, written
from watchspec._internal.rendering.parts import Buckets, Created, Marked, Value

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from prometheus_client.metrics_core import Metric

    from watchspec._internal.rendering.client import Encoder

    Pace = Callable[[], None]
    Lines = tuple[Value | Marked | Buckets, Created | None]

SLICE = 32
"""Children written between two looks at the clock; the costliest ones take about 0.3 ms."""

_OVERRIDABLE = {"collect", "_samples", "_multi_samples", "_child_samples"}


class UnfamiliarError(Exception):
    """The metric is not laid out as those that we know; prometheus_client renders it."""


def is_familiar(collector: Any) -> bool:
    """Whether `collector` is one of prometheus_client's own types and nobody has changed how it collects."""
    return type(collector) in (Counter, Gauge, Histogram) and not _OVERRIDABLE & vars(collector).keys()


class Family:
    """One metric in one format; not to be used by two threads at once."""

    __slots__ = ("_children", "_created", "_encoder", "_head", "_known", "_marked", "_probe", "_second_head")

    def __init__(self, collector: Any, encoder: Encoder) -> None:
        self._encoder = encoder
        self._marked = end_of(encoder) == END
        if self._marked and not agrees_on_exemplars(encoder):
            raise UnfamiliarError
        self._children: list[Any] = []
        self._known: dict[Any, Lines] = {}
        self._created: bool | None = None
        self._probe = copy.copy(collector)
        (bare,) = collector.describe()
        self._head = written(encoder, [bare])
        self._second_head = self._head_of_created(bare)

    def _head_of_created(self, bare: Metric) -> str:
        """The text format has these lines as a metric of their own at the end; OpenMetrics has no head for them."""
        bare.add_sample(f"{bare.name}_created", {}, 0.0)
        text = written(self._encoder, [bare]).removeprefix(self._head)
        return "".join(line for line in text.splitlines(keepends=True) if line.startswith("#"))

    def slices(self, collector: Any, pace: Pace) -> Iterator[str]:
        """The metric as of now, in pieces; `pace` is called where other threads may run.

        Raises:
            UnfamiliarError: before the first piece.
        """
        self._refresh(collector, pace)
        yield self._head
        lines = list(self._known.values())
        for some in (lines[start : start + SLICE] for start in range(0, len(lines), SLICE)):
            if self._second_head:
                yield "".join([main.text() for main, _ in some])
            else:
                yield "".join([main.text() + created.text() if created else main.text() for main, created in some])
            pace()
        yield from self._second(lines, pace)

    def _second(self, lines: list[Lines], pace: Pace) -> Iterator[str]:
        dates = [created for _, created in lines if created] if self._second_head else []
        if dates:
            yield self._second_head
        for start in range(0, len(dates), SLICE):
            yield "".join([created.text() for created in dates[start : start + SLICE]])
            pace()

    def _refresh(self, collector: Any, pace: Pace) -> None:
        """Learns the lines of new children and forgets those of removed ones."""
        children = list(collector._metrics.values()) if collector._labelnames else [collector]  # noqa: SLF001 - prometheus_client has no public way to ask
        if type(collector) is Gauge and not all(map(_holds_its_value, children)):
            raise UnfamiliarError
        created = metrics._use_created  # noqa: SLF001 - as above; the host may change it at any time
        if created is not self._created:
            self._known = {}
        elif len(children) == len(self._children) and all(map(is_, children, self._children)):
            return
        known: dict[Any, Lines] = {}
        for child in children:
            lines = self._known.get(child)
            if lines is None:
                lines = self._learn(child)
                pace()
            known[child] = lines
        self._known, self._children, self._created = known, children, created

    def _learn(self, child: Any) -> Lines:
        cells = child._buckets if type(child) is Histogram else [child._value]  # noqa: SLF001 - as above
        if any(type(cell) is not MutexValue for cell in cells):
            raise UnfamiliarError  # multiprocess mode: the value may have changed files with a fork
        metric = self._samples_of(child)
        prefixes = [
            line.removesuffix(ZERO)
            for line in written(self._encoder, [metric]).split("\n")
            if line and not line.startswith("#")
        ]
        suffixes = [sample.name.removeprefix(metric.name) for sample in metric.samples]
        created = Created(child, prefixes[-1]) if suffixes[-1] == "_created" else None
        if created:
            suffixes.pop()
        if suffixes not in _layouts(child) or len(prefixes) != len(metric.samples):
            raise UnfamiliarError
        return self._main(child, prefixes[: len(suffixes)]), created

    def _samples_of(self, child: Any) -> Metric:
        """The child's samples as its metric collects them, all 0 and without exemplars."""
        if child._labelvalues:  # noqa: SLF001 - as above
            self._probe._metrics = {child._labelvalues: child}  # noqa: SLF001 - the probe is ours
        metric: Metric
        (metric,) = (self._probe if child._labelvalues else child).collect()  # noqa: SLF001 - as above
        self._probe._metrics = {}  # noqa: SLF001 - as above; else the child would outlive its removal
        metric.samples = [sample._replace(value=0.0, exemplar=None) for sample in metric.samples]
        return metric

    def _main(self, child: Any, prefixes: list[str]) -> Value | Marked | Buckets:
        if type(child) is Histogram:
            return Buckets(child, prefixes, marked=self._marked)
        if type(child) is Counter and self._marked:
            return Marked(child._value, prefixes[0])  # noqa: SLF001 - as above
        return Value(child._value, prefixes[0])  # noqa: SLF001 - as above


def _layouts(child: Any) -> tuple[list[str], ...]:
    if type(child) is Histogram:
        counted = ["_bucket"] * len(child._buckets) + ["_count"]  # noqa: SLF001 - as above
        return ([*counted, "_sum"], counted)
    return (["_total"],) if type(child) is Counter else ([""],)


def _holds_its_value(gauge: Any) -> bool:
    """False once it was given a function to ask instead."""
    return gauge._child_samples.__func__ is Gauge._child_samples  # noqa: SLF001 - as above
