"""Whether the memory of a service stays flat: the calls of a day, in a row.

    scripts/bench memory

200 models (most of them beyond the cap), 1,000 users, a new session every other call, ten features with two versions of
a prompt each; of 20 calls one fails, two stream, and one of the streams is thrown away. The registry is scraped every
500 calls. Everything that is bounded is full by half of the calls; from there on the memory must stay as it is. The
first run looks at the process from outside, the second, shorter one counts what Python has allocated.
"""

from __future__ import annotations

import gc
import os
import sys
import tracemalloc
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from statistics import linear_regression
from typing import TYPE_CHECKING, Any

import openai
from benchmarks.shared.estimates import Estimate, median_of
from benchmarks.shared.provider import MESSAGES, Provider
from benchmarks.shared.report import Report, Row, command, exactly, limit
from benchmarks.shared.scrape import scrape
from prometheus_client import CollectorRegistry

import watchspec
from watchspec import catalogue
from watchspec.testing import total

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = {"calls": 200_000, "traced_calls": 50_000, "checkpoints": 20}
TINY = {"calls": 120, "traced_calls": 80, "checkpoints": 4}
MODELS, USERS, FEATURES, CALLS_PER_SESSION = 200, 1_000, 10, 2
CALLS_PER_SCRAPE = 500
MOST_BYTES_PER_CALL = 1.0
MOST_GROWTH_PERCENT = 1.0


class Day:
    """A service through its day; `made` is how many calls it has made."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.provider = Provider()
        self.provider.chunks = 3
        self.client: Any = self.provider.client(max_retries=0)
        watchspec.instrument(self.client, registry=self.registry)
        self.made = 0

    def live(self, calls: int) -> None:
        """Makes some calls."""
        for number in range(self.made, self.made + calls):
            feature = f"feature_{number % FEATURES}"
            with watchspec.context(
                feature=feature,
                user_id=f"user-{number % USERS}",
                session_id=f"session-{number // CALLS_PER_SESSION}",
                prompt=f"{feature}_v{number % 2}",
            ):
                self._call(number)
            if number % CALLS_PER_SCRAPE == 0:
                scrape(self.registry)
        self.made += calls

    def _call(self, number: int) -> None:
        kind = number % 20
        self.provider.failures = [500] if kind == 0 else []
        with suppress(openai.APIError):
            answer = self.client.chat.completions.create(
                model=f"model-{number * 7 % MODELS}", messages=MESSAGES, stream=kind in {1, 2}
            )
            if kind == 1:
                list(answer)
            elif kind == 2:  # noqa: PLR2004 - thrown away after its first chunk
                next(iter(answer))

    def counted(self) -> float:
        """Calls that were counted."""
        return total(self.registry, catalogue.REQUESTS.name)


def resident() -> int:
    """Bytes of the process that are in memory."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def traced() -> int:
    """Bytes that Python has allocated."""
    return tracemalloc.get_traced_memory()[0]


def watched(day: Day, calls: int, checkpoints: int, read: Callable[[], int]) -> list[tuple[int, int]]:
    """(calls made, bytes) at each checkpoint."""
    points = []
    for _ in range(checkpoints):
        day.live(calls // checkpoints)
        gc.collect()
        points.append((day.made, read()))
    return points


def slope(points: list[tuple[int, int]]) -> Estimate:
    """Bytes per call in the second half; the interval is from the steps between checkpoints."""
    late = points[len(points) // 2 - 1 :]
    steps = [(after - before) / (later - earlier) for (earlier, before), (later, after) in pairwise(late)]
    whole = linear_regression([made for made, _ in late], [size for _, size in late]).slope
    spread = median_of(steps)
    return Estimate(whole, min(spread.low, whole), max(spread.high, whole))


def run(calls: int, traced_calls: int, checkpoints: int, *, peers: bool = True) -> Report:  # noqa: ARG001 - all benchmarks are called alike
    """Lives through both days."""
    report = Report(
        "Whether memory stays flat", {"calls": calls, "traced_calls": traced_calls, "checkpoints": checkpoints}
    )
    day = Day()
    outside = watched(day, calls, checkpoints, resident)
    tracemalloc.start()
    traced_day = Day()
    inside = watched(traced_day, traced_calls, checkpoints, traced)
    tracemalloc.stop()
    report.rows = [*_rows("resident", outside), *_rows("allocated", inside)]
    half, end = outside[len(outside) // 2 - 1][1], outside[-1][1]
    growth = (end / half - 1) * 100
    report.limits = [
        limit("allocated: bytes per call after warm-up", MOST_BYTES_PER_CALL, slope(inside)),
        limit("resident: percent of growth after warm-up", MOST_GROWTH_PERCENT, Estimate(growth, growth, growth)),
        exactly("calls counted", day.made + traced_day.made, day.counted() + traced_day.counted()),
    ]
    report.notes.append(f"resident: {slope(outside).median:.2f} bytes per call after warm-up")
    return report


def _rows(what: str, points: list[tuple[int, int]]) -> list[Row]:
    return [{"memory": what, "calls": made, "MiB": round(size / 2**20, 2)} for made, size in points]


if __name__ == "__main__":
    if not Path("/proc/self/statm").exists():
        sys.exit("memory: /proc/self/statm is missing; this runs on Linux only")
    command("memory", __doc__, SIZES, TINY, run)
