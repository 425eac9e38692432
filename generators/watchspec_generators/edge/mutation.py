"""Broken rules against their unit tests, many in each run of promtool."""

from __future__ import annotations

import json
import os
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

from watchspec_generators.edge.processes import run_tool
from watchspec_generators.mutation import equivalents
from watchspec_generators.mutation.documents import alone, number_in, separable, side_by_side, unbroken
from watchspec_generators.mutation.plan import Trial, batches, trials
from watchspec_generators.mutation.rules import outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring
    from watchspec_generators.mutation.documents import Documents
    from watchspec_generators.mutation.outcome import Fate, Outcome
    from watchspec_generators.mutation.suite import Suite
    from watchspec_generators.mutation.types import Mutant

_RUNS_A_CORE = 2
"""promtool waits for its disk about as long as it computes."""
_LONGEST_SECONDS = 900
_EVALUATION = "rule: "
"""How promtool's words begin when a rule could not be evaluated, which ends the test."""


class PromtoolFailed(Exception):  # noqa: N818 -- reads as what happened
    """promtool ended without a word on some test."""


class FailsAnyway(Exception):  # noqa: N818 -- reads as what happened
    """The named test fails although nothing is broken."""


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

    Each mutant meets its cheapest test first, and the next one only if it is still alive.
    """
    alive = list(mutants)
    turns = max((len(suite.watching(mutant.rule)) for mutant in mutants), default=0)
    workers = _RUNS_A_CORE * (os.cpu_count() or 1)
    with tempfile.TemporaryDirectory(prefix="watchspec-mutants-") as folder, ThreadPoolExecutor(workers) as pool:
        bench = _Bench(promtool, suite, Path(folder))
        for turn in range(turns):
            killed: set[Mutant] = set()
            for dead in pool.map(bench.killed, batches(trials(suite, alive, turn))):
                judged(len(dead))
                killed |= dead
            alive = [mutant for mutant in alive if mutant not in killed]
    return alive


@dataclass(frozen=True, slots=True)
class _Bench:
    """promtool, the rules and tests, and where files may be written."""

    promtool: Tool
    suite: Suite
    folder: Path

    def killed(self, batch: Sequence[Trial]) -> set[Mutant]:
        """The mutants that their test notices."""
        told = self._failures([side_by_side(self.suite, one.entry, (*one.mutants, *_controls(one))) for one in batch])
        return {dead for trial, failures in zip(batch, told, strict=True) for dead in self._told(trial, failures)}

    def _told(self, trial: Trial, failures: Sequence[str]) -> set[Mutant]:
        """Whom promtool's words are about; what they leave open is tried again."""
        numbers = {number_in(failure) for failure in failures}
        count = len(trial.mutants)
        if not separable(self.suite, trial.entry) or any(number is not None and number >= count for number in numbers):
            return self._alone(trial)
        if None in numbers:
            return self._apart(trial)
        dead = {trial.mutants[number] for number in numbers if number is not None}
        left = tuple(mutant for mutant in trial.mutants if mutant not in dead)
        if left and any(failure.strip().startswith(_EVALUATION) for failure in failures):
            return dead | self.killed([Trial(trial.entry, left)])
        return dead

    def _apart(self, trial: Trial) -> set[Mutant]:
        """Fewer beside each other, since one of them can't even be read."""
        middle = len(trial.mutants) // 2
        if not middle:
            return self._alone(trial)
        return self.killed([Trial(trial.entry, half) for half in (trial.mutants[:middle], trial.mutants[middle:])])

    def _alone(self, trial: Trial) -> set[Mutant]:
        """The mutants that their test notices, each in the place of the whole rule."""
        tried = (None, *trial.mutants)
        whole, *broken = self._failures([alone(self.suite, trial.entry, mutant) for mutant in tried])
        if whole:
            raise FailsAnyway(trial.entry.content["name"])
        return {mutant for mutant, failures in zip(trial.mutants, broken, strict=True) if failures}

    def _failures(self, documents: Sequence[Documents]) -> list[list[str]]:
        """What promtool says of the test of each document."""
        with tempfile.TemporaryDirectory(dir=self.folder) as place:
            files = [_write(Path(place) / str(number), one) for number, one in enumerate(documents)]
            results = Path(place) / "results.xml"
            argv: list[str | Path] = [self.promtool.path, "test", "rules", f"--junit={results}", *files]
            done = run_tool(argv, timeout=_LONGEST_SECONDS, cwd=Path(place))
            if not results.exists():
                raise PromtoolFailed(done.output)
            suites = ET.parse(results).getroot().findall("testsuite")  # noqa: S314 - promtool's own words
        if len(suites) != len(documents):
            raise PromtoolFailed(done.output)
        return [[failure.text or "" for failure in suite.iter("failure")] for suite in suites]


def _controls(trial: Trial) -> tuple[Mutant, ...]:
    """Every rule that is broken in some way, as it is."""
    return tuple(unbroken(rule) for rule in dict.fromkeys(mutant.rule for mutant in trial.mutants))


def _write(stem: Path, documents: Documents) -> Path:
    names = [f"{stem.name}.{number}.rules.json" for number in range(len(documents.rules))]
    for name, content in zip(names, documents.rules, strict=True):
        stem.with_name(name).write_text(json.dumps(content), encoding="utf-8")
    tests = stem.with_name(f"{stem.name}.test.json")
    tests.write_text(json.dumps({"rule_files": names, **documents.tests}), encoding="utf-8")
    return tests
