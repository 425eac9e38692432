"""Our rendering is prometheus_client's own, byte for byte, whatever happens between scrapes."""

from __future__ import annotations

import contextlib
import gc
import math
import sys
import threading
import weakref
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
from prometheus_client.openmetrics import exposition as openmetrics_exposition
from prometheus_client.registry import Collector

from watchspec import catalogue
from watchspec._internal import rendering
from watchspec._internal.collectors import collectors_for
from watchspec._internal.rendering import client, encode, families, parts, render
from watchspec._internal.safety import forget_logged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

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
generate_openmetrics: Callable[[Any], bytes] = openmetrics_exposition.generate_latest
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
    forget_logged()
    yield
    _created_series(True)


@pytest.fixture
def ours() -> CollectorRegistry:
    """A registry with our metrics on it, two of them with a child."""
    registry = CollectorRegistry()
    made: Any = collectors_for(registry, {})
    made[catalogue.REQUESTS].labels("openai", "gpt", "chat", "none", "success").inc()
    made[catalogue.DURATION].labels("openai", "gpt", "chat", "none", "success").observe(0.3, {"trace_id": "1"})
    return registry


def _failures(registry: CollectorRegistry) -> float | None:
    return registry.get_sample_value(catalogue.INTERNAL_ERRORS.name, {"place": "render"})


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


@pytest.mark.parametrize("openmetrics", [False, True])
def test_render(ours: CollectorRegistry, openmetrics: bool) -> None:
    """Our own metrics, in the format that is asked for."""
    expected = (generate_openmetrics if openmetrics else exposition.generate_latest)(ours)
    assert render(ours, openmetrics=openmetrics) == expected
    assert (b'# {trace_id="1"} 0.3' in expected) is openmetrics
    assert render(ours, openmetrics=openmetrics) == expected


def test_kept_lines_are_used(ours: CollectorRegistry, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the second scrape nothing is learnt, and numbers are written only for what changed."""
    render(ours, openmetrics=True)
    written: list[object] = []

    def number_text(value: float) -> str:
        written.append(value)
        return str(value)

    monkeypatch.setattr(parts, "number_text", number_text)
    monkeypatch.setattr(families.Family, "_learn", None)
    made: Any = collectors_for(ours, {})
    made[catalogue.REQUESTS].labels("openai", "gpt", "chat", "none", "success").inc()
    assert render(ours, openmetrics=True) == generate_openmetrics(ours)
    assert written == [2.0]


def test_changed_from_zero_to_minus_zero() -> None:
    """Values that are equal but written differently are told apart."""
    registry = CollectorRegistry()
    gauge = Gauge("level", "", ["a"], registry=registry).labels("x")
    for value, text in ((0.0, b" 0.0\n"), (-0.0, b" -0.0\n"), (math.nan, b" NaN\n"), (1, b" 1.0\n")):
        gauge.set(value)
        assert render(registry, openmetrics=False).endswith(text)


def test_filtered_and_foreign_registries(ours: CollectorRegistry) -> None:
    """Anything that is not a plain registry, or not a format we know, is left to prometheus_client."""
    filtered: Any = ours.restricted_registry([catalogue.REQUESTS.name])
    assert encode(filtered, exposition.generate_latest) == exposition.generate_latest(filtered)
    assert encode(ours, lambda _: b"something else") == b"something else"


@pytest.mark.parametrize("place", ["_learn", "slices", "__init__"])
def test_failure_of_ours(ours: CollectorRegistry, monkeypatch: pytest.MonkeyPatch, place: str) -> None:
    """The scrape is answered all the same, and one failure is counted."""
    expected = exposition.generate_latest(ours)

    def fail(*_: object) -> None:
        raise RuntimeError("injected")

    with monkeypatch.context() as patch:
        patch.setattr(families.Family, place, fail)
        assert render(ours, openmetrics=False) == expected
    assert _failures(ours) == 1
    assert render(ours, openmetrics=False) == exposition.generate_latest(ours)
    assert _failures(ours) == 1


def test_failure_before_our_metrics(monkeypatch: pytest.MonkeyPatch) -> None:
    """A registry that has no counter for it is answered as well, and stays as it is."""
    registry = CollectorRegistry()
    Counter("calls", "", registry=registry).inc()
    monkeypatch.setattr(families.Family, "slices", None)
    assert render(registry, openmetrics=False) == exposition.generate_latest(registry)


def test_failure_of_a_collector(ours: CollectorRegistry) -> None:
    """A host's collector that raises does so as without us, and is not counted as ours."""

    class Broken(Collector):
        def collect(self) -> Iterable[Metric]:
            raise LookupError("the host's")

    broken = Broken()
    ours.register(broken)
    with pytest.raises(LookupError, match="the host's"):
        render(ours, openmetrics=False)
    ours.unregister(broken)
    assert _failures(ours) is None


def _renamed(metric: Any) -> None:
    """Another sample than those we know, as a later prometheus_client may have."""
    original = metric.__class__._child_samples
    metric._samples_before = metric._samples
    metric._metrics["x",]._child_samples = lambda: [original(metric._metrics["x",])[0]._replace(name="_renamed")]


def _other_values(metric: Any) -> None:
    """Values of another kind, as in multiprocess mode."""

    class Elsewhere(type(metric._metrics["x",]._value)):  # type: ignore[misc]  # of the type that it replaces
        pass

    metric._metrics["x",]._value = Elsewhere("", "", "", (), (), "")


def _own_collect(metric: Any) -> None:
    """A metric whose collecting the host has wrapped."""
    metric.collect = metric.collect


@pytest.mark.parametrize("change", [_renamed, _other_values, _own_collect])
def test_unfamiliar_metrics(change: Callable[[Any], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """What we do not recognise is rendered by prometheus_client, and is no failure."""
    registry = CollectorRegistry()
    counter = Counter("calls", "", ["a"], registry=registry)
    counter.labels("x").inc()
    change(counter)
    monkeypatch.setattr(rendering, "safety_of", None)
    assert render(registry, openmetrics=False) == exposition.generate_latest(registry)


def test_exemplars_in_another_form(ours: CollectorRegistry, monkeypatch: pytest.MonkeyPatch) -> None:
    """Should prometheus_client come to write exemplars otherwise than we do, it renders them."""
    monkeypatch.setattr(client, "exemplar_text", lambda _: " # as we would have it")
    monkeypatch.setattr(parts, "exemplar_text", lambda _: " # as we would have it")
    assert render(ours, openmetrics=True) == generate_openmetrics(ours)


def test_formats_are_bounded(ours: CollectorRegistry) -> None:
    """Headers that a scraper makes up cannot fill memory."""
    for escaping in ("allow-utf-8", "underscores", "dots", "values"):
        for version in ("1.0.0", "1.0.1", "9.9.9"):
            accepted = f"application/openmetrics-text;version={version};escaping={escaping}"
            encoder = exposition.choose_encoder(accepted)[0]
            assert encode(ours, encoder) == encoder(ours)
    assert len(rendering._known[ours]) <= rendering.FORMATS


def test_nothing_is_kept_alive() -> None:
    """Removed children go with the next scrape, a registry at once."""
    registry = CollectorRegistry()
    counter = Counter("calls", "", ["a"], registry=registry)
    child, place = weakref.ref(counter.labels("x")), weakref.ref(registry)
    render(registry, openmetrics=False)
    counter.remove("x")
    render(registry, openmetrics=False)
    gc.collect()
    assert child() is None
    del registry
    gc.collect()
    assert place() is None


def test_scrapes_at_the_same_time_as_changes() -> None:
    """Four scrapers and a host that adds, counts and removes: every scrape is whole, and the last one exact."""
    registry = CollectorRegistry()
    counter = Counter("calls", "", ["a"], registry=registry)
    done = threading.Event()
    failed: list[BaseException] = []

    def scrape() -> None:
        try:
            while not done.is_set():
                lines = render(registry, openmetrics=True).decode().split("\n")
                assert lines[-2:] == ["# EOF", ""]
                assert all(line.startswith(("# ", 'calls_total{a="', 'calls_created{a="')) for line in lines[:-2])
        except BaseException as exc:  # noqa: BLE001 - told by the test's own thread
            failed.append(exc)

    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    threads = [threading.Thread(target=scrape) for _ in range(4)]
    try:
        for thread in threads:
            thread.start()
        for number in range(3000):
            counter.labels(str(number % 50)).inc()
            with contextlib.suppress(KeyError):  # as above
                counter.remove(str((number + 25) % 50))
    finally:
        done.set()
        for thread in threads:
            thread.join()
        sys.setswitchinterval(interval)
    assert not failed
    assert render(registry, openmetrics=True) == generate_openmetrics(registry)


@pytest.mark.parametrize("accepted", ACCEPTED)
def test_names_beyond_ascii(accepted: str) -> None:
    """Names that the format must quote or escape."""
    registry = CollectorRegistry()
    Counter("wärme.menge", "Heat", ["größe.x", "a"], registry=registry).labels('"', "b").inc(2, {"trace_id": "1"})
    Histogram("zeit.dauer", "Time", ["a"], registry=registry).labels("b").observe(2, {"trace_id": "1"})
    encoder = exposition.choose_encoder(accepted)[0]
    assert encode(registry, encoder) == encoder(registry)


def test_only_new_children_are_learnt(monkeypatch: pytest.MonkeyPatch) -> None:
    """A child that appears costs its own lines, not those of its siblings."""
    registry = CollectorRegistry()
    counter = Counter("calls", "", ["a"], registry=registry)
    old = counter.labels("old")
    render(registry, openmetrics=False)
    new = counter.labels("new")
    learnt: list[object] = []
    learn = families.Family._learn

    def note(family: families.Family, child: object) -> Any:
        learnt.append(child)
        return learn(family, child)

    monkeypatch.setattr(families.Family, "_learn", note)
    old.inc()
    assert render(registry, openmetrics=False) == exposition.generate_latest(registry)
    assert learnt == [new]
