"""What a scrape of `/metrics` costs, against prometheus_client's `generate_latest` over the same registry.

    scripts/bench metrics_rendering [--rounds 15] --output benchmarks/results/metrics_rendering.json

Between scrapes 0, 10 or 100 % of the children change; histogram observations and request counts carry exemplars.
With 8 workers (`"workers": 8`) all of them have these children, each in another order, and the metrics are merged
from their files. The two take turns within each round, so the median of the rounds' ratios holds on a busy machine too.

The stall is how much later than asked a second thread, which sleeps 0.3 ms at a time, wakes up during one scrape.
`control` is the same while, for as long as ours takes, a thread computes without holding the interpreter: what of it
is the machine's own. The hold is the processor time that our rendering takes between two moments in which it lets
other threads run, which no other load of the machine makes longer.
"""

from __future__ import annotations

import argparse
import gc
import hashlib
import json
import os
import threading
import time
from functools import partial
from itertools import count
from pathlib import Path
from random import Random
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from benchmarks.shared.machine import machine, versions
from prometheus_client import CollectorRegistry, Histogram, exposition, values
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.values import MultiProcessValue

from watchspec import catalogue
from watchspec._internal import rendering
from watchspec._internal.collectors import collectors_for
from watchspec._internal.prefork.workers import workers_in
from watchspec._internal.rendering import encode
from watchspec._internal.rendering.pace import GIVE_WAY_FOR, Clock

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Children = list[Callable[[], object]]

SIZES = (1_000, 10_000)
SHARES = (0.0, 0.1, 1.0)
FORMATS = {"text": "", "openmetrics": "application/openmetrics-text;version=1.0.0"}
NAP = 0.0003
WORKERS = 8
BLOCK = bytes(1 << 20)
EXEMPLAR = {"trace_id": "4bf92f3577b34da6a3ce929d0e0e4736"}


def fleet(size: int) -> tuple[CollectorRegistry, Children]:
    """A registry with at least `size` samples, as models and features make them, and a change for each child."""
    registry = CollectorRegistry()
    made: Any = collectors_for(registry, {})
    children: Children = []
    for row in count():
        children += changes(made, _labels(row))
        if sum(len(metric.samples) for metric in registry.collect()) >= size:
            return registry, children
    raise AssertionError


def prefork_fleet(size: int, folder: str) -> tuple[CollectorRegistry, Children]:
    """The same of several workers, which write files into `folder`."""
    # Files have no `_created` samples, which are a fifth of the others.
    rows = len(fleet(round(size * 1.26))[1]) // len(list(changes(collectors_for(CollectorRegistry(), {}), _labels(0))))
    before = values.ValueClass
    children: Children = []
    for worker in range(WORKERS):
        values.ValueClass = MultiProcessValue(partial(int, worker))  # type: ignore[no-untyped-call]  # it has no types
        made: Any = collectors_for(CollectorRegistry(), {})
        for row in Random(worker).sample(range(rows), rows):  # noqa: S311 - a reproducible choice, no secret
            children += changes(made, _labels(row))
    values.ValueClass = before
    registry = CollectorRegistry()
    MultiProcessCollector(registry, folder)  # type: ignore[no-untyped-call]  # it has no types
    return registry, children


def _labels(row: int) -> tuple[str, ...]:
    return ("openai", f"model-{row % 20}", "chat", f"feature_{row // 20}")


def changes(made: Any, labels: tuple[str, ...]) -> Iterator[Callable[[], object]]:
    """The children of one model and feature that had successful streams only, each as a change to it."""
    for outcome in catalogue.OUTCOMES:
        yield partial(made[catalogue.REQUESTS].labels(*labels, outcome).inc, 1, EXEMPLAR)
    for metric, own in (
        (catalogue.ATTEMPTS, ("200",)),
        (catalogue.TOKENS, ("input",)),
        (catalogue.TOKENS, ("output",)),
        (catalogue.COST, ("list",)),
        (catalogue.UNPRICED, ()),
        (catalogue.IN_FLIGHT, ()),
        (catalogue.DURATION, ("success",)),
        (catalogue.TIME_TO_FIRST_TOKEN, ()),
        (catalogue.OUTPUT_TOKENS_PER_SECOND, ()),
    ):
        child = made[metric].labels(*labels, *own)
        yield partial(child.observe, 0.37, EXEMPLAR) if isinstance(child, Histogram) else partial(child.inc, 0.37)


def seconds(work: Callable[[], object]) -> float:
    """How long `work` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def stall(work: Callable[[], object]) -> float:
    """The longest delay of another thread while `work` runs, in seconds."""
    delays: list[float] = []
    naps, done = threading.Event(), threading.Event()

    def nap() -> None:
        naps.set()
        while not done.is_set():
            asleep = time.perf_counter()
            time.sleep(NAP)
            delays.append(time.perf_counter() - asleep - NAP)

    thread = threading.Thread(target=nap)
    thread.start()
    naps.wait()
    work()
    done.set()
    thread.join()
    return max(delays)


def compute(duration: float) -> None:
    """Keeps a core busy for so many seconds as rendering does, except that no other thread has to wait."""
    end = time.perf_counter() + duration
    while time.perf_counter() < end:
        hashlib.sha256(BLOCK)  # about a millisecond
        time.sleep(GIVE_WAY_FOR)


class TimedClock(Clock):
    """Notes the longest time without other threads."""

    __slots__ = ("_since",)
    longest = 0.0

    def __init__(self) -> None:
        super().__init__()
        self._since = time.thread_time()

    def __call__(self) -> None:
        if time.perf_counter() >= self._due:
            TimedClock.longest = max(TimedClock.longest, time.thread_time() - self._since)
            super().__call__()
            self._since = time.thread_time()


def hold(work: Callable[[], object]) -> float:
    """The longest time of ours without other threads while `work` runs, in seconds of processor time."""
    vars(rendering)["Clock"] = TimedClock
    TimedClock.longest = 0.0
    try:
        work()
    finally:
        vars(rendering)["Clock"] = Clock
    return TimedClock.longest


def compare(
    registry: CollectorRegistry, children: Children, share: float, accepted: str, rounds: int
) -> dict[str, object]:
    """Medians over interleaved rounds, and the delays of a second thread."""
    encoder: Callable[[Any], bytes] = exposition.choose_encoder(accepted)[0]
    changed = children[:: round(1 / share)] if share else []
    if encode(registry, encoder) != encoder(registry):
        raise SystemExit("the two renderings differ")

    def ours() -> bytes:
        return encode(registry, encoder)

    def change() -> None:
        for some in changed:
            some()

    times, stalls, holds = [], [], []
    for _ in range(rounds):
        change()
        times.append((seconds(ours), seconds(lambda: encoder(registry))))
        change()
        control = stall(partial(compute, times[-1][0]))
        stalls.append((stall(ours), stall(lambda: encoder(registry)), control))
        change()
        holds.append(hold(ours))
    return {
        "changed": share,
        "ratio": round(median(their / our for our, their in times), 1),
        "milliseconds": {
            "watchspec": round(median(our for our, _ in times) * 1e3, 2),
            "generate_latest": round(median(their for _, their in times) * 1e3, 2),
        },
        "longest_hold_milliseconds": {"median": round(median(holds) * 1e3, 2), "worst": round(max(holds) * 1e3, 2)},
        "longest_stall_milliseconds": {
            name: {"median": round(median(column) * 1e3, 2), "worst": round(max(column) * 1e3, 2)}
            for name, column in zip(("watchspec", "generate_latest", "control"), zip(*stalls, strict=True), strict=True)
        },
    }


def measure(workers: int, size: int, rounds: int) -> Iterator[dict[str, object]]:
    """All formats and shares for one registry."""
    with TemporaryDirectory() as folder:
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        registry, children = prefork_fleet(size, folder) if workers > 1 else fleet(size)
        samples = sum(len(metric.samples) for metric in registry.collect())
        # What eight workers hold is in this one process; its garbage collector would look at it in our time.
        gc.collect()
        gc.freeze()
        for name, accepted in FORMATS.items():
            encoder: Callable[[Any], bytes] = exposition.choose_encoder(accepted)[0]
            first = seconds(partial(encode, registry, encoder))
            for share in SHARES:
                yield {
                    "workers": workers,
                    "series": samples,
                    "format": name,
                    "first_scrape_milliseconds": round(first * 1e3, 2),
                    **compare(registry, children, share, accepted, rounds),
                }
        gc.unfreeze()
        if workers > 1:
            workers_in(folder).forget()


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--output", type=Path)
    chosen = options.parse_args()
    found = {
        "machine": machine(),
        "versions": {"main": versions()},
        "rounds": chosen.rounds,
        "results": [
            result for workers in (1, WORKERS) for size in SIZES for result in measure(workers, size, chosen.rounds)
        ],
    }
    text = json.dumps(found, indent=2)
    print(text)
    if chosen.output:
        chosen.output.write_text(text + "\n")
