"""What a scrape of `/metrics` costs, against prometheus_client's `generate_latest` over the same registry.

    .venv/bin/python benchmarks/metrics_rendering.py [--rounds 15] [--output benchmarks/results/metrics_rendering.json]

Between scrapes 0, 10 or 100 % of the children change; histogram observations and request counts carry exemplars.
The two take turns within each round, so the median of the rounds' ratios holds on a busy machine too. The stall
is how much later than asked a second thread, which sleeps 0.3 ms at a time, wakes up during one scrape. `idle` is
the same while nothing is rendered: what of it is the machine's own.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import threading
import time
from datetime import datetime, timezone
from functools import partial
from importlib.metadata import version
from itertools import count
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from prometheus_client import CollectorRegistry, Histogram, exposition

from watchspec import catalogue
from watchspec._internal.collectors import collectors_for
from watchspec._internal.rendering import encode

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    Children = list[Callable[[], object]]

SIZES = (1_000, 10_000)
SHARES = (0.0, 0.1, 1.0)
FORMATS = {"text": "", "openmetrics": "application/openmetrics-text;version=1.0.0"}
NAP = 0.0003
IDLE = 0.02
EXEMPLAR = {"trace_id": "4bf92f3577b34da6a3ce929d0e0e4736"}


def fleet(size: int) -> tuple[CollectorRegistry, Children]:
    """A registry with at least `size` samples, as models and features make them, and a change for each child."""
    registry = CollectorRegistry()
    made: Any = collectors_for(registry, {})
    children: Children = []
    for row in count():
        children += changes(made, ("openai", f"model-{row % 20}", "chat", f"feature_{row // 20}"))
        if sum(len(metric.samples) for metric in registry.collect()) >= size:
            return registry, children
    raise AssertionError


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


def compare(size: int, share: float, accepted: str, rounds: int) -> dict[str, object]:
    """Medians over interleaved rounds, and the delays of a second thread."""
    registry, children = fleet(size)
    encoder: Callable[[Any], bytes] = exposition.choose_encoder(accepted)[0]
    first = seconds(lambda: encode(registry, encoder))
    if encode(registry, encoder) != encoder(registry):
        raise SystemExit("the two renderings differ")
    changed = children[:: round(1 / share)] if share else []

    def take(measure: Callable[[Callable[[], object]], float]) -> tuple[float, float]:
        for change in changed:
            change()
        return measure(lambda: encode(registry, encoder)), measure(lambda: encoder(registry))

    times, stalls = [], []
    for _ in range(rounds):
        times.append(take(seconds))
        stalls.append((*take(stall), stall(lambda: time.sleep(IDLE))))
    samples = sum(len(metric.samples) for metric in registry.collect())
    return {
        "series": samples,
        "changed": share,
        "ratio": round(median(their / our for our, their in times), 1),
        "milliseconds": {
            "watchspec": round(median(our for our, _ in times) * 1e3, 2),
            "generate_latest": round(median(their for _, their in times) * 1e3, 2),
            "watchspec_first_scrape": round(first * 1e3, 2),
        },
        "longest_stall_milliseconds": {
            name: {"median": round(median(column) * 1e3, 2), "worst": round(max(column) * 1e3, 2)}
            for name, column in zip(("watchspec", "generate_latest", "idle"), zip(*stalls, strict=True), strict=True)
        },
    }


def machine() -> dict[str, object]:
    """Where and with what this was measured."""
    info = Path("/proc/cpuinfo")
    models = [line for line in info.read_text().splitlines() if line.startswith("model name")] if info.exists() else []
    return {
        "date": datetime.now(timezone.utc).date().isoformat(),
        "cpu": models[0].partition(":")[2].strip() if models else platform.processor(),
        "cores": os.cpu_count(),
        "system": platform.system(),
        "python": platform.python_version(),
        "prometheus_client": version("prometheus_client"),
    }


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--output", type=Path)
    chosen = options.parse_args()
    found = {
        "machine": machine(),
        "rounds": chosen.rounds,
        "results": [
            {"format": name, **compare(size, share, accepted, chosen.rounds)}
            for name, accepted in FORMATS.items()
            for size in SIZES
            for share in SHARES
        ],
    }
    text = json.dumps(found, indent=2)
    print(text)
    if chosen.output:
        chosen.output.write_text(text + "\n")
