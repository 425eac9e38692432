"""However much is rendered, other threads of the service never wait long for the interpreter."""

from __future__ import annotations

import gc
import time
from functools import partial
from itertools import count, islice
from random import Random
from typing import TYPE_CHECKING, Any

import pytest
from prometheus_client import CollectorRegistry, exposition, values
from tests.exporter.prefork.conftest import GONE, Fleet, let_go

from watchspec import catalogue
from watchspec._internal import rendering
from watchspec._internal.collectors import collectors_for
from watchspec._internal.prefork.workers import workers_in
from watchspec._internal.rendering.pace import Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LONGEST = 0.005
"""Seconds of processor time, which other load of the machine does not make longer."""
ROWS = 300
ACCEPTED = ("", "application/openmetrics-text;version=1.0.0")


class TimedClock(Clock):
    """Notes how long the interpreter was ours, each time that others may have it."""

    __slots__ = ("_since",)
    spans: list[float] = []  # noqa: RUF012 - one list for all clocks is what is wanted

    def __init__(self) -> None:
        super().__init__()
        self._since = time.thread_time()

    def __call__(self) -> None:
        if time.perf_counter() >= self._due:
            self.spans.append(time.thread_time() - self._since)
            super().__call__()
            self._since = time.thread_time()


@pytest.fixture(autouse=True)
def _timed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(rendering, "Clock", TimedClock)
    TimedClock.spans.clear()
    # Collecting the garbage of all other tests is not what is measured.
    gc.disable()
    yield
    gc.enable()


def _children(registry: CollectorRegistry, order: list[int]) -> list[Any]:
    made: Any = collectors_for(registry, {})
    children = []
    for row in order:
        labels = ("openai", f"model-{row}", "chat", "unset")
        children += [made[catalogue.REQUESTS].labels(*labels, outcome).inc for outcome in catalogue.OUTCOMES]
        children.append(made[catalogue.DURATION].labels(*labels, "success").observe)
    return children


def _render_often(registry: CollectorRegistry, children: list[Any]) -> None:
    for accepted in ACCEPTED:
        encoder: Any = exposition.choose_encoder(accepted)[0]
        for _ in range(3):
            rendering.encode(registry, encoder)
            for child in children:
                child(0.37)


def _is_held_briefly(render: Callable[[], None]) -> bool:
    """In one of three tries: the machine may have been busy in the others, but what takes long does so each time."""
    for _ in range(3):
        TimedClock.spans.clear()
        render()
        assert len(TimedClock.spans) > 10
        if max(TimedClock.spans) < LONGEST:
            return True
    return False


def test_one_process() -> None:
    """Thousands of series, learnt and then all changed."""

    def render() -> None:
        registry = CollectorRegistry()
        _render_often(registry, _children(registry, list(range(ROWS))))

    assert _is_held_briefly(render)


def test_many_workers(fleet: Fleet) -> None:
    """Thousands of series in the files of several workers, learnt, all changed, and merged when some have died."""
    kinds: list[Any] = []
    children: list[Any] = []
    before = values.ValueClass
    for worker in range(6):
        values.ValueClass = values.MultiProcessValue(partial(int, GONE + worker))  # type: ignore[no-untyped-call]  # it has no types
        kinds.append(values.ValueClass)
        children += _children(CollectorRegistry(), Random(worker).sample(range(ROWS), ROWS))
        values.ValueClass = before
    dying = count(GONE)

    def render() -> None:
        workers_in(fleet.folder).forget()
        _render_often(fleet.registry(), children)
        for pid in islice(dying, 2):
            (fleet.folder / f"watchspec_{pid}_1.alive").touch()
        fleet.scrape()
        assert "counter_merged.db" in fleet.names()

    try:
        assert _is_held_briefly(render)
    finally:
        for kind in kinds:
            let_go(kind)
