"""Processes that measure, each with variants of its own, led through the rounds one after another."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

ROOT = Path(__file__).parents[2]
Variants = dict[str, tuple[str, dict[str, Any]]]
Seconds = dict[str, float]
_dice = Random(0)  # noqa: S311 - the same turns in every run


@dataclass
class Team:
    """Variants that share a process: by label, the maker and its options."""

    variants: Variants
    python: Path = Path(sys.executable)
    label: str = "main"

    @property
    def present(self) -> bool:
        """Whether its virtual environment has been made."""
        return self.python.exists()


@dataclass
class Worker:
    """A running team."""

    team: Team
    process: subprocess.Popen[str]
    versions: dict[str, str] = field(default_factory=dict)

    def ask(self, method: str, *arguments: object) -> Any:
        """Calls a method of `Turns` in the process."""
        return self._send([method, arguments])

    def start(self) -> None:
        """Makes the variants."""
        self.versions = self._send([[maker, options] for maker, options in self.team.variants.values()])

    def _send(self, message: object) -> Any:
        stdin, stdout = self.process.stdin, self.process.stdout
        if stdin is None or stdout is None:  # for the type checker: both are pipes
            raise RuntimeError
        stdin.write(json.dumps(message) + "\n")
        stdin.flush()
        line = stdout.readline()
        if not line:
            raise SystemExit(f"the process of {self.team.label} has ended; its reason is above")
        return json.loads(line)


@contextmanager
def working(teams: Sequence[Team]) -> Iterator[list[Worker]]:
    """All teams in fresh processes, which end with the block."""
    with ExitStack() as stack:
        workers = [Worker(team, stack.enter_context(_process(team))) for team in teams]
        for worker in workers:
            worker.start()
        yield workers


@contextmanager
def _process(team: Team) -> Iterator[subprocess.Popen[str]]:
    environment = dict(os.environ)
    if team.python != Path(sys.executable):
        # Another environment must not find our packages; the benchmarks are found from the working directory.
        environment.pop("PYTHONPATH", None)
    command = [str(team.python), "-m", "benchmarks.shared.worker"]
    with subprocess.Popen(  # noqa: S603 - a Python of ours
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=environment
    ) as process:
        try:
            yield process
        finally:
            if process.stdin is not None:
                process.stdin.close()
            process.wait(timeout=30)


def round_of(workers: Sequence[Worker], method: str, *arguments: object) -> Seconds:
    """One round: each process in turn, in an order drawn anew; seconds by the variants' labels."""
    found: Seconds = {}
    for worker in _dice.sample(workers, len(workers)):
        found |= zip(worker.team.variants, worker.ask(method, *arguments), strict=True)
    return {label: found[label] for worker in workers for label in worker.team.variants}


def missed(workers: Sequence[Worker]) -> dict[str, float]:
    """Variants that have not recorded every call exactly once, by how many they missed."""
    found: Mapping[str, float] = round_of(workers, "unrecorded")
    return {label: count for label, count in found.items() if count}
