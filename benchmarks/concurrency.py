"""Whether calls that run at the same time are all counted, and cost no more than one after another.

    scripts/bench concurrency

Four threads share a client, and 1,000 asyncio calls wait together inside the provider until the last one is there.
What each variant adds to the bare client in the same mode is set against what it adds to calls one after another.
"""

from __future__ import annotations

import asyncio
import gc
from concurrent.futures import ThreadPoolExecutor
from random import Random
from time import process_time
from typing import TYPE_CHECKING

from benchmarks.shared.estimates import median_of, ratio
from benchmarks.shared.report import Report, Row, command, exactly, limit
from benchmarks.variants.bare import Bare
from benchmarks.variants.by_hand import ByHand
from benchmarks.variants.ours import Ours

from watchspec import catalogue
from watchspec.testing import total

if TYPE_CHECKING:
    from collections.abc import Callable

    from benchmarks.shared.report import Limit

SIZES = {"rounds": 40, "threads": 4, "calls": 512, "tasks": 1_000}
TINY = {"rounds": 2, "threads": 4, "calls": 8, "tasks": 20}
MOST_TO_SINGLE = 1.5
PAIRS = {"threads": "one thread", "tasks": "one task"}
"""Each concurrent mode, and the one that it is compared with."""

Taken = dict[str, dict[str, list[float]]]
"""By mode and variant: seconds per call of each round."""


class Gate:
    """Holds requests inside the provider until all that are expected have arrived, which then leave together."""

    def __init__(self) -> None:
        self.expected = 1
        self.arrived = 0
        self.open = asyncio.Event()
        self.on_last: Callable[[], None] = lambda: None

    async def __call__(self) -> None:
        """Waits for the others."""
        self.arrived += 1
        if self.arrived == self.expected:
            self.on_last()
            self.open.set()
        await self.open.wait()

    def expect(self, count: int) -> None:
        """Gets ready for the next `count` requests."""
        self.expected, self.arrived = count, 0
        self.open.clear()


class Bench:
    """Runs calls of a variant in each mode; every method gives seconds of processor time per call."""

    def __init__(self, threads: int, calls: int, tasks: int) -> None:
        self._threads, self._each, self._tasks = threads, calls // threads, tasks
        self._pool = ThreadPoolExecutor(threads)
        self._loop = asyncio.new_event_loop()
        self._gates: dict[Bare, Gate] = {}
        self.modes: dict[str, Callable[[Bare], float]] = {
            "one thread": self.one_thread,
            "threads": self.in_threads,
            "one task": self.one_task,
            "tasks": self.in_tasks,
        }
        self.calls_per_round = 2 * self._each * threads + 2 * tasks

    def one_thread(self, variant: Bare) -> float:
        """One call after another."""
        count = self._each * self._threads
        start = process_time()
        _repeat(variant, count)
        return (process_time() - start) / count

    def in_threads(self, variant: Bare) -> float:
        """The same number of calls, shared by the threads."""
        start = process_time()
        for done in [self._pool.submit(_repeat, variant, self._each) for _ in range(self._threads)]:
            done.result()
        return (process_time() - start) / (self._each * self._threads)

    def one_task(self, variant: Bare) -> float:
        """One asynchronous call after another."""
        start = process_time()
        self._loop.run_until_complete(self._repeat_later(variant))
        return (process_time() - start) / self._tasks

    def in_tasks(self, variant: Bare) -> float:
        """As many asynchronous calls at once, all inside the provider together before the first is answered."""
        start = process_time()
        self._loop.run_until_complete(self._together(variant))
        return (process_time() - start) / self._tasks

    async def _repeat_later(self, variant: Bare) -> None:
        self.gate(variant).expect(1)
        for _ in range(self._tasks):
            await variant.call_later()

    async def _together(self, variant: Bare) -> None:
        self.gate(variant).expect(self._tasks)
        await asyncio.gather(*(variant.call_later() for _ in range(self._tasks)))

    def gate(self, variant: Bare) -> Gate:
        """Where the variant's asynchronous requests wait for each other."""
        gate = self._gates.get(variant)
        if gate is None:
            gate = self._gates[variant] = Gate()
            variant.provider.before_answer = gate
        return gate

    def at_once(self, ours: Ours) -> float:
        """What the gauge of open calls says while all tasks are inside the provider."""
        seen: list[float] = []
        gate = self.gate(ours)
        gate.on_last = lambda: seen.append(total(ours.registry, catalogue.IN_FLIGHT.name))
        self.in_tasks(ours)
        gate.on_last = lambda: None
        return seen[0]


def _repeat(variant: Bare, count: int) -> None:
    for _ in range(count):
        variant.call()


def run(rounds: int, threads: int, calls: int, tasks: int, *, peers: bool = True) -> Report:  # noqa: ARG001 - all benchmarks are called alike
    """Measures all variants in all modes, in an order drawn anew each round, and counts what was counted."""
    report = Report(
        "What calls at the same time cost", {"rounds": rounds, "threads": threads, "calls": calls, "tasks": tasks}
    )
    ours = Ours()
    variants = {"bare": Bare(), "by_hand": ByHand(), "watchspec": ours}
    bench = Bench(threads, calls, tasks)
    taken = _take(bench, variants, rounds)
    at_once = bench.at_once(ours)
    report.rows = [_row(taken, mode, name) for mode in bench.modes for name in variants]
    for mode, alone in PAIRS.items():
        to_single = ratio(_added(taken, mode, "watchspec"), _added(taken, alone, "watchspec"))
        report.limits.append(limit(f"{mode} to {alone}, of what watchspec adds", MOST_TO_SINGLE, to_single))
    made = (rounds + 1) * bench.calls_per_round + tasks
    report.limits += [
        exactly("open calls while all tasks are inside the provider", tasks, at_once),
        *_counted(ours, made),
    ]
    return report


def _take(bench: Bench, variants: dict[str, Bare], rounds: int) -> Taken:
    dice = Random(0)  # noqa: S311 - the same turns in every run
    turns = [(mode, name) for mode in bench.modes for name in variants]
    taken: Taken = {mode: {name: [] for name in variants} for mode in bench.modes}
    for mode, name in turns:
        bench.modes[mode](variants[name])
    gc.collect()
    gc.freeze()
    for _ in range(rounds):
        for mode, name in dice.sample(turns, len(turns)):
            taken[mode][name].append(bench.modes[mode](variants[name]))
    return taken


def _added(taken: Taken, mode: str, name: str) -> list[float]:
    return [mine - bare for mine, bare in zip(taken[mode][name], taken[mode]["bare"], strict=True)]


def _row(taken: Taken, mode: str, name: str) -> Row:
    row: Row = {"mode": mode, "variant": name, "microseconds": median_of(taken[mode][name]).scaled(1e6, 1)}
    if name == "bare":
        return row
    row["added"] = median_of(_added(taken, mode, name)).scaled(1e6, 1)
    if mode in PAIRS:
        row["to_single"] = ratio(_added(taken, mode, name), _added(taken, PAIRS[mode], name)).scaled(1)
    return row


def _counted(ours: Ours, made: int) -> list[Limit]:
    """That no update is lost: each counter against what was really called; each answer has 20 + 5 tokens."""
    found = {
        "calls": total(ours.registry, catalogue.REQUESTS.name, outcome="success"),
        "attempts": total(ours.registry, catalogue.ATTEMPTS.name),
        "durations": total(ours.registry, f"{catalogue.DURATION.name}_count"),
        "tokens": total(ours.registry, catalogue.TOKENS.name) / 25,
        "calls in flight": made + total(ours.registry, catalogue.IN_FLIGHT.name),
    }
    return [exactly(f"no update lost: {name}", made, count) for name, count in found.items()]


if __name__ == "__main__":
    command("concurrency", __doc__, SIZES, TINY, run)
