"""`watchspec test --mutate`: break what is generated, and show what no test noticed."""

from __future__ import annotations

import json
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

import typer
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from watchspec_generators.cli.errors import DIFFERENT
from watchspec_generators.edge import mutation as promtool_runs
from watchspec_generators.edge.tools import find
from watchspec_generators.mutation.outcome import FATES, excused, score, tally
from watchspec_generators.mutation.routing import outcomes as routing
from watchspec_generators.mutation.rules import mutants, suite_of
from watchspec_generators.pipeline import generate
from watchspec_generators.spec.places import places

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from watchspec_generators.model import Monitoring
    from watchspec_generators.mutation.outcome import Outcome


@dataclass(frozen=True, slots=True)
class Names:
    """Which rules, routes, windows and inhibitions are broken, by patterns of their names."""

    only: Sequence[str]
    skipped: Sequence[str]

    def hold(self, name: str) -> bool:
        """Whether one of that name is."""
        wanted, unwanted = (any(fnmatchcase(name, one) for one in some) for some in (self.only, self.skipped))
        return wanted and not unwanted


_EVERYTHING = Names(["*"], [])
_WIDTH = 160
"""Of tables where there is no terminal."""


def judge(spec: Path, monitoring: Monitoring, *, chosen: Names, as_json: bool) -> None:
    """Try every mutant and report; exit 1 for a survivor, a wrong entry of the list, or a test that fails anyway."""
    begin = time.monotonic()
    outcomes, failures = _outcomes(monitoring, chosen)
    judged, listed = excused(outcomes, monitoring.equivalent_mutants)
    wrong = listed if chosen == _EVERYTHING else []
    at = places(spec.read_bytes(), file=str(spec), environment=monitoring.environment)

    def placed(path: tuple[str | int, ...]) -> str:
        mark = at(path)
        return f"{spec}:{mark.line}:{mark.column}"

    survivors = [one for one in judged if one.fate == "survived"]
    problems = [
        *(f"{name} fails although nothing is broken" for name in failures),
        *(f"{placed(('equivalent_mutants', entry.index))}: {entry.message}" for entry in wrong),
    ]
    seconds = time.monotonic() - begin
    report = _document if as_json else _tables
    report(judged, placed, problems, seconds)
    if survivors or problems:
        raise typer.Exit(DIFFERENT)


def _outcomes(monitoring: Monitoring, names: Names) -> tuple[list[Outcome], list[str]]:
    promtool = find("promtool")
    suite = suite_of(generate(monitoring))
    chosen = [mutant for mutant in mutants(suite) if names.hold(mutant.rule.name)]
    if complaint := routing.misunderstood(monitoring):
        return [], [f"routing: {complaint}; that"]
    try:
        with _progress(len(chosen)) as advance:
            rules = promtool_runs.judge(promtool, monitoring, suite, chosen, advance)
    except promtool_runs.FailsAnyway as test:
        return [], [str(test)]
    return [*rules, *routing.outcomes(monitoring, names.hold)], []


@contextmanager
def _progress(total: int) -> Iterator[Callable[[int], None]]:
    """A bar on a terminal, nothing elsewhere."""
    columns = (TextColumn("mutants"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    console = Console(stderr=True)
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task("mutants", total=total)
        yield lambda number: bar.advance(task, number)


def _document(
    outcomes: Sequence[Outcome], placed: Callable[[tuple[str | int, ...]], str], problems: list[str], seconds: float
) -> None:
    mutants_: list[dict[str, Any]] = [
        {
            "of": one.of,
            "mutator": one.mutator,
            "change": one.change,
            "fate": one.fate,
            "place": placed(one.path),
            "reason": one.reason,
        }
        for one in outcomes
    ]
    by = {key: {name: dict(counts) for name, counts in tally(outcomes, key).items()} for key in ("mutator", "of")}
    found = {"score": score(outcomes), "seconds": round(seconds, 1), "problems": problems, "by": by}
    print(json.dumps({**found, "mutants": mutants_}, indent=2))


def _tables(
    outcomes: Sequence[Outcome], placed: Callable[[tuple[str | int, ...]], str], problems: list[str], seconds: float
) -> None:
    console = Console() if sys.stdout.isatty() else Console(width=_WIDTH)
    for key, heading in (("mutator", "mutator"), ("of", "broken")):
        table = Table(box=None, header_style="bold", pad_edge=False)
        table.add_column(heading)
        for fate in FATES:
            table.add_column(fate, justify="right")
        for name, counts in tally(outcomes, key).items():
            shown = [str(counts[fate]) if counts[fate] else "" for fate in FATES]
            table.add_row(escape(name), *shown, style="red" if counts["survived"] else None)
        console.print(table, "")
    for one in outcomes:
        if one.fate == "survived":
            print(f"{placed(one.path)}: nothing notices that, in {one.of}, {one.change}")
    for problem in problems:
        print(problem)
    judged = sum(one.fate != "equivalent" for one in outcomes)
    killed = sum(one.fate == "killed" for one in outcomes)
    equivalent = len(outcomes) - judged
    print(
        f"score {score(outcomes):.1%}: {killed} of {judged} mutants killed, {equivalent} equivalent, in {seconds:.0f} s"
    )
