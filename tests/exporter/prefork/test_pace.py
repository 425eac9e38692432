"""However much is rendered, other threads of the service never wait long for the interpreter."""

from __future__ import annotations

import sys
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
    from collections.abc import Callable

MOST = 20_000
"""Calls of functions between two looks at the clock, 0.1 us each; a whole rendering has some 500,000."""
ROWS = 300
ACCEPTED = ("", "application/openmetrics-text;version=1.0.0")


class CountingClock(Clock):
    """Notes how much was done since the clock was last looked at; what that takes is for benchmarks to say."""

    __slots__ = ()
    most = 0
    _calls = 0

    def __init__(self) -> None:
        super().__init__()
        CountingClock._calls = 0

    def __call__(self) -> None:
        CountingClock.most = max(CountingClock.most, CountingClock._calls)
        super().__call__()
        CountingClock._calls = 0

    @classmethod
    def count(cls, _frame: object, event: str, _arg: object) -> None:
        """Called by the interpreter."""
        if event in {"call", "c_call"}:
            cls._calls += 1


@pytest.fixture(autouse=True)
def _counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rendering, "Clock", CountingClock)


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


def _most_at_once(render: Callable[[], None]) -> int:
    CountingClock.most = 0
    before = sys.getprofile()
    sys.setprofile(CountingClock.count)
    try:
        render()
    finally:
        sys.setprofile(before)
    return CountingClock.most


def test_one_process() -> None:
    """Thousands of series, learnt and then all changed."""

    def render() -> None:
        registry = CollectorRegistry()
        _render_often(registry, _children(registry, list(range(ROWS))))

    assert 0 < _most_at_once(render) < MOST


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
        assert 0 < _most_at_once(render) < MOST
    finally:
        for kind in kinds:
            let_go(kind)
