"""What is kept between scrapes, for how long, and what happens when it cannot be used."""

from __future__ import annotations

import contextlib
import gc
import math
import sys
import threading
import weakref
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    exposition,
)
from prometheus_client.openmetrics import exposition as openmetrics_exposition
from prometheus_client.registry import Collector

from watchspec import catalogue
from watchspec._internal import rendering
from watchspec._internal.collectors import collectors_for
from watchspec._internal.rendering import client, encode, families, parts, render
from watchspec._internal.safety import forget_logged

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from prometheus_client.metrics_core import Metric

generate_openmetrics: Callable[[Any], bytes] = openmetrics_exposition.generate_latest


@pytest.fixture(autouse=True)
def _nothing_logged_yet() -> None:
    forget_logged()


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
    assert not _failures(ours)


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
