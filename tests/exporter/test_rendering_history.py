"""Our rendering is prometheus_client's own, byte for byte, whatever happens between scrapes."""

from __future__ import annotations

import contextlib
import math
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Enum,
    Gauge,
    Histogram,
    Info,
    Summary,
    exposition,
    metrics,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from watchspec._internal import rendering
from watchspec._internal.rendering import encode

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from prometheus_client.metrics_core import Metric

ACCEPTED = (
    "",
    "text/plain;version=1.0.0;escaping=allow-utf-8",
    "application/openmetrics-text",
    "application/openmetrics-text;version=1.0.0;escaping=values",
    "application/openmetrics-text;version=2.0.0;escaping=dots",
)
HARD_VALUES = ["", "a", 'quote"d', "back\\slash", "new\nline", "carriage\rreturn", "#", "ünï", "a b 0.0", "\u2028", "}"]
labels = st.sampled_from(HARD_VALUES) | st.text(st.characters(codec="utf-8"), max_size=5)
amounts = st.sampled_from([0, 0.0, 1, 0.37, 1e6, 123456789.25, 1e21, 5e-324, math.inf]) | st.floats(0, allow_nan=False)
anything = amounts | st.sampled_from([-0.0, math.nan, -math.inf, -1, -1234567.5, 7])
exemplars = st.none() | st.dictionaries(st.sampled_from(["trace_id", "span_id"]), labels.map(lambda v: v[:9]))
keys = st.tuples(labels, labels)
events = st.one_of(
    st.tuples(st.just("count"), keys, amounts, exemplars),
    st.tuples(st.just("observe"), keys, anything, exemplars),
    st.tuples(st.just("observe_below_zero"), keys, anything, exemplars),
    st.tuples(st.sampled_from(["set", "ask", "summarise", "other"]), keys, anything),
    st.tuples(st.sampled_from(["remove", "reset"]), keys, st.integers(0, 3)),
    st.tuples(st.sampled_from(["clear", "unregister", "register"]), st.integers(0, 3)),
    st.tuples(st.sampled_from(["with_created", "without_created", "scrape", "scrape"])),
)


def _created_series(wanted: bool) -> None:
    (metrics.enable_created_metrics if wanted else metrics.disable_created_metrics)()  # type: ignore[no-untyped-call]  # it has no types


class Others(Collector):
    """A collector of the host's own."""

    def __init__(self) -> None:
        self.value = 0.0

    def collect(self) -> Iterable[Metric]:
        yield GaugeMetricFamily("others", "Own\nhelp \\ text", value=self.value)
        family = GaugeMetricFamily("others_labelled", "", labels=["a"])
        family.add_metric(['x"y'], self.value, timestamp=12.5)
        yield family


class World:
    """A registry with something of every kind, and what may happen to it."""

    def __init__(self) -> None:
        self.registry = registry = CollectorRegistry(target_info={"service": 'a"b'})
        names = ("z", "a")
        self.others = Others()
        self.counter = Counter("calls", 'Calls "of" \\ any\nkind', names, registry=registry)
        registry.register(self.others)
        self.gauge = Gauge("level", "Level", names, unit="metres", registry=registry)
        self.single = Counter("single", "No labels", registry=registry)
        self.histogram = Histogram("took_seconds", "Took", names, buckets=(0, 0.5, 1e7), registry=registry)
        self.below = Histogram("below", "Below zero", names, buckets=(-1, 0.5), registry=registry)
        self.lone = Histogram("lone", "No labels", registry=registry)
        self.summary = Summary("summary", "Sum", names, registry=registry)
        self.info = Info("build", "Build", registry=registry)
        self.state = Enum("state", "State", states=["on", "off"], registry=registry)
        self.ours: list[Any] = [self.counter, self.gauge, self.histogram, self.below]
        self.absent: set[int] = set()

    def happen(self, event: tuple[Any, ...]) -> None:
        """Does what the event says."""
        getattr(self, event[0])(*event[1:])

    def count(self, key: tuple[str, str], amount: float, exemplar: dict[str, str] | None) -> None:
        self.counter.labels(*key).inc(amount, exemplar)
        self.single.inc(amount, exemplar)

    def observe(self, key: tuple[str, str], amount: float, exemplar: dict[str, str] | None) -> None:
        self.histogram.labels(*key).observe(amount, exemplar)
        self.lone.observe(amount, exemplar)

    def observe_below_zero(self, key: tuple[str, str], amount: float, exemplar: dict[str, str] | None) -> None:
        self.below.labels(*key).observe(amount, exemplar)

    def set(self, key: tuple[str, str], value: float) -> None:
        self.gauge.labels(*key).set(value)

    def ask(self, key: tuple[str, str], value: float) -> None:
        self.gauge.labels(*key).set_function(lambda: value)

    def summarise(self, key: tuple[str, str], value: float) -> None:
        self.summary.labels(*key).observe(value)

    def other(self, key: tuple[str, str], value: float) -> None:
        self.others.value = value
        self.info.info({"version": key[0]})
        self.state.state("off")

    def remove(self, key: tuple[str, str], which: int) -> None:
        with contextlib.suppress(KeyError):  # older versions raise where there is no such child
            self.ours[which].remove(*key)

    def reset(self, key: tuple[str, str], which: int) -> None:
        self.counter.labels(*key).reset()

    def clear(self, which: int) -> None:
        self.ours[which].clear()

    def unregister(self, which: int) -> None:
        if which not in self.absent:
            self.absent.add(which)
            self.registry.unregister(self.ours[which])

    def register(self, which: int) -> None:
        if which in self.absent:
            self.absent.remove(which)
            self.registry.register(self.ours[which])

    def with_created(self) -> None:
        _created_series(True)

    def without_created(self) -> None:
        _created_series(False)

    def scrape(self) -> None:
        for accepted in ACCEPTED:
            encoder = exposition.choose_encoder(accepted)[0]
            assert encode(self.registry, encoder) == encoder(self.registry)


@pytest.fixture(autouse=True)
def _created_as_before() -> Iterator[None]:
    yield
    _created_series(True)


@settings(max_examples=150, deadline=None)
@given(st.lists(events, max_size=25))
def test_any_history(history: list[tuple[Any, ...]]) -> None:
    """After any sequence of events, and at any scrape between them, the bytes are the same, and none was a fallback."""
    _created_series(True)
    world = World()
    forgiven: list[object] = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(rendering, "safety_of", forgiven.append)
        for event in [*history, ("scrape",), ("scrape",)]:
            world.happen(event)
    assert not forgiven


@pytest.mark.parametrize("accepted", ACCEPTED)
def test_names_beyond_ascii(accepted: str) -> None:
    """Names that the format must quote or escape."""
    registry = CollectorRegistry()
    Counter("wärme.menge", "Heat", ["größe.x", "a"], registry=registry).labels('"', "b").inc(2, {"trace_id": "1"})
    Histogram("zeit.dauer", "Time", ["a"], registry=registry).labels("b").observe(2, {"trace_id": "1"})
    encoder = exposition.choose_encoder(accepted)[0]
    assert encode(registry, encoder) == encoder(registry)
