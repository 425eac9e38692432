"""What it takes to check specs and to write their rules, for one service and for a thousand, against promtool.

    scripts/bench generation

Each service has a spec of its own, as in a repository of its own: six alerts, one of them on an objective, which become
some hundred rules. Read and checked, generated and written are processor seconds of one process that does one service
after the other; the baseline is `promtool check rules`, as processor seconds too, on the files that were written. In
another process everything is generated, tests, dashboard and runbook included.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from benchmarks.shared.estimates import median_of, ratio
from benchmarks.shared.report import Report, command, limit

from watchspec_generators.edge.files import write_artefacts
from watchspec_generators.edge.tools import find
from watchspec_generators.pipeline import generate
from watchspec_generators.spec import load
from watchspec_generators.steps import rules

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = {"most": 1_000, "rounds": 5}
TINY = {"most": 2, "rounds": 1}
MOST_TO_PROMTOOL, MOST_GROWTH = 2.0, 1.2
FEW = 100
SPEC = (Path(__file__).parent / "shared" / "fleet_spec.yaml").read_text(encoding="utf-8")
BATCH = 1_000
"""Files in one run of promtool: more would not fit on a command line."""


class Taken(NamedTuple):
    """Processor seconds, the rules that were written, and the most memory that was held at a time."""

    check: float
    generate: float
    write: float
    rules: int
    mebibytes: float


def worked(services: int, folder: Path, *, everything: bool) -> Taken:
    """Takes `services` specs one after the other, each into a folder of its own."""
    spent, count = [0.0, 0.0, 0.0], 0
    for number in range(services):
        text = SPEC.replace("SERVICE", f"service-{number}")
        start = time.process_time()
        monitoring = load(text, file="monitoring.yaml")
        checked = time.process_time()
        artefacts = generate(monitoring) if everything else tuple(rules.build(monitoring))
        generated = time.process_time()
        place = folder / str(number)
        place.mkdir()
        write_artefacts(place, {artefact.path: artefact.text for artefact in artefacts})
        for index, seconds in enumerate((checked - start, generated - checked, time.process_time() - generated)):
            spent[index] += seconds
        count += sum(artefact.text.count("\n  - ") for artefact in artefacts if artefact.path.endswith(".rules.yml"))
    check, generation, writing = spent
    return Taken(check, generation, writing, count, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def in_a_process(services: int, folder: Path, *, everything: bool) -> Taken:
    """The same in a fresh interpreter, so that its memory is its own; one spec is taken beforehand to warm it up."""
    code = (
        "import json, sys, tempfile; from pathlib import Path; from benchmarks.generation import worked\n"
        f"worked(1, Path(tempfile.mkdtemp(dir={str(folder.parent)!r})), everything={everything})\n"
        f"print(json.dumps(worked({services}, Path({str(folder)!r}), everything={everything})))"
    )
    return Taken(*json.loads(subprocess.check_output([sys.executable, "-c", code], text=True)))  # noqa: S603 - our own code


def promtool_seconds(folder: Path) -> float:
    """Processor seconds of `promtool check rules` on all rules below `folder`."""
    files = sorted(map(str, folder.glob("*/rules/*.rules.yml")))
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    for start in range(0, len(files), BATCH):
        arguments = [str(find("promtool").path), "check", "rules", *files[start : start + BATCH]]
        subprocess.run(arguments, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - the program that was found
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def one_round(services: int) -> tuple[Taken, Taken, float]:
    """Rules alone, everything, and promtool on the rules."""
    with tempfile.TemporaryDirectory() as place:
        folders = Path(place, "rules"), Path(place, "all")
        for folder in folders:
            folder.mkdir()
        taken = in_a_process(services, folders[0], everything=False)
        whole = in_a_process(services, folders[1], everything=True) if services <= FEW else taken
        return taken, whole, promtool_seconds(folders[0])


def run(most: int, rounds: int, *, peers: bool = True) -> Report:  # noqa: ARG001 - all benchmarks are called alike
    """Measures all sizes in interleaved rounds."""
    report = Report("What it takes to generate", {"most": most, "rounds": rounds})
    sizes = sorted({1, min(FEW, most), most})
    found: dict[int, list[tuple[Taken, Taken, float]]] = {size: [] for size in sizes}
    for _ in range(rounds):
        for size in sizes:
            found[size].append(one_round(size))
    for size, rows in found.items():
        report.rows += row(size, rows)
        ours = [sum(taken[:3]) for taken, _, _ in rows]
        report.limits.append(
            limit(f"{size} services, to promtool", MOST_TO_PROMTOOL, ratio(ours, [seconds for *_, seconds in rows]))
        )
    report.limits += growth(found[sizes[-2]], found[sizes[-1]], sizes[-1] / sizes[-2])
    report.notes.append(f"{found[1][0][0].rules} rules a service; {os.cpu_count()} cores")
    return report


def row(size: int, rows: list[tuple[Taken, Taken, float]]) -> Iterator[dict[str, Any]]:
    """One size, in milliseconds a service."""
    each = 1e3 / size
    yield {
        "services": size,
        "rules": rows[0][0].rules,
        "check_ms": median_of([taken.check for taken, *_ in rows]).scaled(each),
        "generate_ms": median_of([taken.generate for taken, *_ in rows]).scaled(each),
        "write_ms": median_of([taken.write for taken, *_ in rows]).scaled(each),
        "promtool_ms": median_of([seconds for *_, seconds in rows]).scaled(each),
        "all_files_ms": median_of([sum(whole[:3]) for _, whole, _ in rows]).scaled(each) if size <= FEW else None,
        "mebibytes": median_of([taken.mebibytes for taken, *_ in rows]).scaled(1, 0),
    }


def growth(few: list[Any], many: list[Any], factor: float) -> Iterator[Any]:
    """Whether time and memory grow no faster than the number of services."""
    times = [[sum(taken[:3]) / scale for taken, *_ in rows] for rows, scale in ((many, factor), (few, 1))]
    yield limit("time a service, most to fewer", MOST_GROWTH, ratio(*times))
    memory = [[taken.mebibytes for taken, *_ in rows] for rows in (many, few)]
    yield limit("memory, most to fewer", MOST_GROWTH, ratio(*memory))


if __name__ == "__main__":
    command("generation", __doc__, SIZES, TINY, run)
