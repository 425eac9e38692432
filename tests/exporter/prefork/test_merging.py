"""What all workers count is written as prometheus_client writes it, whatever happens between scrapes."""

from __future__ import annotations

import json
import math
import shutil
import struct
import tempfile
import threading
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import multiprocess
from prometheus_client.mmap_dict import MmapedDict
from tests.exporter.prefork.conftest import FORMATS, MODES, OPENMETRICS, Fleet

from watchspec._internal import rendering
from watchspec._internal.prefork import source, text, workers
from watchspec._internal.rendering import client

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.exporter.prefork.conftest import Worker

HARD_VALUES = ["", "a", 'quote"d', "back\\slash", "new\nline", "carriage\rreturn", "#", "ünï", "a b 0.0", "\u2028", "}"]
HAS_THE_SAME_ORDER = tuple(map(int, version("prometheus_client").split(".")[:2])) >= (0, 24)
"""Older versions write a histogram's sum far from its buckets, which OpenMetrics does not allow."""
labels = st.sampled_from(HARD_VALUES) | st.text(st.characters(codec="utf-8"), max_size=5)
amounts = st.sampled_from([0, 0.0, 1, 0.37, 0.1, 1e6, 1e21, 5e-324, math.inf]) | st.floats(0, allow_nan=False)
anything = amounts | st.sampled_from([-0.0, math.nan, -math.inf, -1, -1234567.5, 7])
keys = st.tuples(labels, labels)
which = st.integers(0, 3)
events = st.one_of(
    st.tuples(st.sampled_from(["count", "summarise"]), which, keys, amounts),
    st.tuples(st.just("observe"), which, keys, anything),
    st.tuples(st.just("level"), which, keys, anything, st.sampled_from(MODES)),
    st.tuples(st.just("reset"), which, keys),
    st.tuples(st.sampled_from(["restart", "end", "come_back"]), which),
    st.tuples(st.just("scrape")),
)


class World:
    """Four places for workers, and what may happen there."""

    def __init__(self, fleet: Fleet) -> None:
        self.fleet = fleet
        self.pids = [11, 12, 13, 14]
        self.workers: list[Worker | None] = [None] * len(self.pids)

    def at(self, place: int) -> Worker:
        worker = self.workers[place]
        if worker is None:
            # Each second one with other buckets, as after a deployment.
            buckets = (-1, 0.5, 1e7) if place % 2 else (0.5, 3.0)
            worker = self.workers[place] = self.fleet.worker(self.pids[place], buckets=buckets)
        return worker

    def count(self, place: int, key: tuple[str, str], amount: float) -> None:
        self.at(place).counter.labels(*key).inc(amount)

    def summarise(self, place: int, key: tuple[str, str], amount: float) -> None:
        self.at(place).summary.labels(*key).observe(amount)

    def observe(self, place: int, key: tuple[str, str], amount: float) -> None:
        self.at(place).histogram.labels(*key).observe(amount)

    def level(self, place: int, key: tuple[str, str], amount: float, mode: str) -> None:
        self.at(place).gauges[mode].labels(*key).set(amount)

    def reset(self, place: int, key: tuple[str, str]) -> None:
        self.at(place).counter.labels(*key).reset()

    def restart(self, place: int) -> None:
        self.end(place)
        self.pids[place] += 10
        self.at(place)

    def end(self, place: int) -> None:
        multiprocess.mark_process_dead(self.pids[place], str(self.fleet.folder))  # type: ignore[no-untyped-call]  # it has no types
        self._let_go(place)

    def come_back(self, place: int) -> None:
        """A process with the same id, which takes up the files it finds."""
        self._let_go(place)
        self.at(place)

    def _let_go(self, place: int) -> None:
        worker = self.workers[place]
        if worker is not None:
            worker.end()
            self.fleet.workers.remove(worker)
            self.workers[place] = None

    def scrape(self) -> None:
        for accepted in FORMATS:
            scraped, expected = (text.splitlines(keepends=True) for text in self._both(accepted))
            if not HAS_THE_SAME_ORDER:
                scraped.sort()
                expected.sort()
            assert scraped == expected

    def _both(self, accepted: str) -> tuple[str, str]:
        return self.fleet.scrape(accepted), self.fleet.expected(accepted)


@settings(max_examples=150, deadline=None)
@given(st.lists(events, max_size=25))
def test_any_history(history: list[tuple[Any, ...]]) -> None:
    """After any sequence of events, and at any scrape between them, the bytes are the same, and none was a fallback."""
    fleet = Fleet(Path(tempfile.mkdtemp()))
    world = World(fleet)
    forgiven: list[object] = []
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("PROMETHEUS_MULTIPROC_DIR", str(fleet.folder))
            patch.setattr(rendering, "safety_of", forgiven.append)
            for name, *arguments in [*history, ("scrape",), ("scrape",)]:
                getattr(world, name)(*arguments)
    finally:
        fleet.end()
        shutil.rmtree(fleet.folder)
    assert not forgiven


def test_nothing_is_parsed_twice(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    """At the second scrape only numbers are read, and only changed ones are written."""
    one, two = fleet.worker(1), fleet.worker(2)
    for worker in (one, two):
        worker.counter.labels("x", "y").inc()
        worker.histogram.labels("x", "y").observe(0.2)
    fleet.scrape(OPENMETRICS)
    expected: list[object] = []

    def number_text(value: float) -> str:
        expected.append(value)
        return str(client.number_text(value))

    two.counter.labels("x", "y").inc(4)
    with monkeypatch.context() as patch:
        patch.setattr(text, "number_text", number_text)
        patch.setattr(source, "keys_of", None)
        patch.setattr(workers, "Layout", None)
        patch.setattr(text, "written", None)
        assert 'calls_total{a="y",z="x"} 6.0\n' in fleet.scrape(OPENMETRICS)
    assert expected == [6.0]


def test_file_that_is_being_made(fleet: Fleet) -> None:
    """A worker is between making its file and the first sample: it counts nothing yet, and that is no failure."""
    fleet.worker(1).counter.labels("x", "y").inc()
    complete = fleet.expected()
    (fleet.folder / "counter_2.db").touch()
    (fleet.folder / "counter_3.db").write_bytes(bytes(1 << 16))
    assert fleet.scrape() == complete
    assert fleet.failures() == {}


@pytest.mark.parametrize("is_known", [False, True])
@pytest.mark.parametrize("damage", ["cut off", "wrong length", "no key"])
def test_damaged_file(fleet: Fleet, damage: str, is_known: bool) -> None:
    """prometheus_client answers no scrape any more; ours has what comes before the damage, and counts it once."""
    fleet.worker(1).counter.labels("x", "y").inc()
    two = fleet.worker(2)
    two.counter.labels("x", "y").inc()
    if is_known:
        fleet.scrape()
    two.counter.labels("x", "new").inc()
    path = fleet.folder / "counter_2.db"
    content = path.read_bytes()
    place = content.index(b'["calls"', content.index(b'"a": "y"'))
    damaged = {
        "cut off": content[: place + 10],
        "wrong length": content[: place - 4] + b"\xff" * 4 + content[place:],
        "no key": content[:place] + b"\xff" * 20 + content[place + 20 :],
    }[damage]
    fleet.end()
    path.write_bytes(damaged)
    with pytest.raises((RuntimeError, ValueError, struct.error)):
        fleet.expected()
    for _ in range(2):
        scraped = fleet.scrape().splitlines()
        assert [line for line in scraped if line.startswith("calls_total")] == ['calls_total{a="y",z="x"} 2.0']
    assert fleet.failures() == {"prefork": 1.0}


def test_emptied_file(fleet: Fleet) -> None:
    """A file that was cut to nothing and written anew holds what it holds now."""
    one, two = fleet.worker(1), fleet.worker(2)
    for worker in (one, two):
        worker.counter.labels("x", "y").inc()
    fleet.scrape()
    fleet.end()
    fleet.workers.clear()
    path = fleet.folder / "counter_2.db"
    path.write_bytes(b"")
    fleet.worker(2).counter.labels("other", "y").inc(3)
    assert fleet.scrape() == fleet.expected()
    assert 'calls_total{a="y",z="other"} 3.0\n' in fleet.scrape()


def test_other_file_of_the_same_name(fleet: Fleet) -> None:
    """The directory was emptied and a process with the same id began anew."""
    fleet.worker(1).counter.labels("x", "y").inc()
    fleet.scrape()
    (fleet.folder / "counter_1.db").unlink()
    fleet.worker(1).counter.labels("other", "y").inc(3)
    assert fleet.scrape() == fleet.expected()
    assert 'z="x"' not in fleet.scrape()


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("counter_1.db", [["a", "a_total", {}, "one"], ["a", "a_total", {}, "other help"]]),
        ("counter_1.db", [["a", "a_other", {}, ""]]),
        ("counter_1.db", [["level_all", "level_all_total", {}, "is a gauge elsewhere"]]),
        ("summary_1.db", [["a", "a_sum", {"b": 1.5}, "not a text"]]),
        ("histogram_1.db", [["a", "a_bucket", {}, "without le"]]),
        ("histogram_1.db", [["a", "a_sum", {"le": "1"}, "with le"]]),
        ("gauge_all_1_2.db", [["a", "a", {}, "an id with an underscore"]]),
    ],
)
def test_unfamiliar_files(fleet: Fleet, name: str, keys: list[Any]) -> None:
    """What we don't know is merged by prometheus_client, and counted."""
    fleet.worker(2).gauges["all"].labels("x", "y").set(1)
    written = MmapedDict(str(fleet.folder / name))  # type: ignore[no-untyped-call]  # it has no types
    for key in keys:
        written.write_value(json.dumps(key), 2.0, 0.0)  # type: ignore[no-untyped-call]  # it has no types
    written.close()  # type: ignore[no-untyped-call]  # it has no types
    theirs = _answer_or_error(fleet.expected)
    assert _answer_or_error(fleet.scrape) == theirs
    if isinstance(theirs, str):
        assert fleet.failures() == {"render": 1.0}


def _answer_or_error(scrape: Callable[[], str]) -> str | type[Exception]:
    try:
        return scrape()
    except Exception as error:  # noqa: BLE001 - theirs may fail; then ours does
        return type(error)


def test_what_is_known_of_gone_workers_is_forgotten(fleet: Fleet) -> None:
    """Gauges told apart by process leave nothing behind, however many processes there were."""
    for pid in range(1, 100):
        worker = fleet.worker(pid)
        worker.gauges["liveall"].labels("x", "y").set(1)
        fleet.scrape()
        multiprocess.mark_process_dead(pid, str(fleet.folder))  # type: ignore[no-untyped-call]  # it has no types
        worker.end()
    fleet.scrape()
    (writer,) = workers.workers_in(fleet.folder)._writers.values()
    assert len(writer._prefixes) < 50


def test_two_scrapes_at_once(fleet: Fleet) -> None:
    """Each is complete while workers go on counting."""
    made = [fleet.worker(pid) for pid in (1, 2)]
    stop = threading.Event()
    answers: list[float] = []

    def scrape() -> None:
        while not stop.is_set():
            answers.append(fleet.value('calls_total{a="y",z="x"}'))

    made[0].counter.labels("x", "y").inc()
    threads = [threading.Thread(target=scrape) for _ in range(2)]
    for thread in threads:
        thread.start()
    for number in range(300):
        made[number % 2].counter.labels("x", "y").inc()
        made[number % 2].counter.labels("x", str(number)).inc()
    stop.set()
    for thread in threads:
        thread.join()
    assert fleet.value('calls_total{a="y",z="x"}') == 301
    assert answers
    assert fleet.scrape() == fleet.expected()
    assert fleet.failures() == {}
