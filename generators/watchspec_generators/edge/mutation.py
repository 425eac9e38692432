"""Broken rules against their unit tests, many in each run of promtool."""

from __future__ import annotations

import json
import math
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from watchspec_generators.edge.processes import run_tool
from watchspec_generators.mutation import equivalents
from watchspec_generators.mutation.rules import outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring
    from watchspec_generators.mutation.outcome import Fate, Outcome
    from watchspec_generators.mutation.suite import Entry, Suite
    from watchspec_generators.mutation.types import Mutant

_BATCH = 20_000
"""Cost of the tests of one run of promtool, in evaluations of a rule: some tenths of a second."""
_RUNS_A_CORE = 2
"""promtool waits for its disk about as long as it computes."""
_LONGEST_SECONDS = 900


class PromtoolFailed(Exception):  # noqa: N818 -- reads as what happened
    """promtool ended without a word on some test."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A mutant (None: the rules as they are) and some of the tests that may kill it, all of one file."""

    mutant: Mutant | None
    entries: tuple[Entry, ...]
    cost: float


def failing(promtool: Tool, suite: Suite, entries: Iterable[Entry]) -> list[str]:
    """Names of the tests that fail although nothing is broken."""
    trials = [Trial(None, (entry,), suite.cost(entry)) for entry in entries]
    with tempfile.TemporaryDirectory(prefix="watchspec-mutants-") as folder, _pool() as pool:
        runs = pool.map(lambda batch: _run(promtool, suite, Path(folder), batch), _batches(trials))
        return [name for run in runs for names in run for name in names]


def judge(
    promtool: Tool,
    monitoring: Monitoring,
    suite: Suite,
    mutants: Sequence[Mutant],
    judged: Callable[[int], object],
) -> list[Outcome]:
    """The fate of each mutant; `judged` hears how many more are decided, as they are."""
    reasons = {mutant: equivalents.reason(mutant.rule, mutant.change) for mutant in mutants}
    judged(sum(reason is not None for reason in reasons.values()))
    tried = [mutant for mutant, reason in reasons.items() if reason is None]
    alive = set(survivors(promtool, suite, tried, judged))
    judged(len(alive))
    fates: dict[Mutant, Fate] = {mutant: "survived" if mutant in alive else "killed" for mutant in tried}
    return [outcome(monitoring, suite, mutant, fates.get(mutant, "equivalent"), reasons[mutant]) for mutant in mutants]


def survivors(promtool: Tool, suite: Suite, mutants: Sequence[Mutant], judged: Callable[[int], object]) -> list[Mutant]:
    """Those whose tests all pass; `judged` hears how many were killed, as they are.

    Tests are tried in rounds, cheap ones first, each round on what earlier ones left alive.
    """
    alive = list(mutants)
    rounds = sorted({_round(suite, entry) for mutant in mutants for entry in suite.watching(mutant.rule)})
    with tempfile.TemporaryDirectory(prefix="watchspec-mutants-") as folder, _pool() as pool:
        for number in rounds:
            trials = [trial for mutant in alive for trial in _trials(suite, mutant, number)]
            killed: set[Mutant] = set()
            for dead in pool.map(lambda batch: _killed(promtool, suite, Path(folder), batch), _batches(trials)):
                judged(len(dead - killed))
                killed |= dead
            alive = [mutant for mutant in alive if mutant not in killed]
    return alive


def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(_RUNS_A_CORE * (os.cpu_count() or 1))


def _round(suite: Suite, entry: Entry) -> int:
    """Tests whose costs are within a factor of four are tried together."""
    return int(math.log(suite.cost(entry), 4))


def _trials(suite: Suite, mutant: Mutant, number: int) -> Iterator[Trial]:
    entries = [entry for entry in suite.watching(mutant.rule) if _round(suite, entry) == number]
    for _, of_file in groupby(sorted(entries, key=lambda entry: entry.file), lambda entry: entry.file):
        chosen = tuple(of_file)
        yield Trial(mutant, chosen, sum(map(suite.cost, chosen)))


def _batches(trials: Sequence[Trial]) -> Iterator[list[Trial]]:
    batch: list[Trial] = []
    for trial in trials:
        batch.append(trial)
        if sum(one.cost for one in batch) >= _BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def _killed(promtool: Tool, suite: Suite, folder: Path, batch: Sequence[Trial]) -> set[Mutant]:
    failures = _run(promtool, suite, folder, batch)
    return {trial.mutant for trial, failed in zip(batch, failures, strict=True) if failed and trial.mutant}


def _run(promtool: Tool, suite: Suite, folder: Path, batch: Sequence[Trial]) -> list[list[str]]:
    """Names of the tests that fail, for each trial."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        files = [_write(suite, Path(place) / str(number), trial) for number, trial in enumerate(batch)]
        results = Path(place) / "results.xml"
        done = run_tool(
            [promtool.path, "test", "rules", f"--junit={results}", *files], timeout=_LONGEST_SECONDS, cwd=Path(place)
        )
        if not results.exists():
            raise PromtoolFailed(done.output)
        suites = ET.parse(results).getroot().findall("testsuite")  # noqa: S314 - as above
    if len(suites) != len(batch):
        raise PromtoolFailed(done.output)
    return [[case.get("name", "") for case in one if case.find("failure") is not None] for one in suites]


def _write(suite: Suite, stem: Path, trial: Trial) -> Path:
    documents = suite.documents(trial.entries, trial.mutant)
    names = [f"{stem.name}.{number}.rules.json" for number in range(len(documents.rules))]
    for name, content in zip(names, documents.rules, strict=True):
        stem.with_name(name).write_text(json.dumps(content), encoding="utf-8")
    tests = stem.with_name(f"{stem.name}.test.json")
    tests.write_text(json.dumps({"rule_files": names, **documents.tests}), encoding="utf-8")
    return tests
