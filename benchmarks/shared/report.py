"""What a benchmark found: printed as a table, and kept as JSON beside the limits it was held to."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from benchmarks.shared.machine import machine, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.shared.estimates import Estimate

RESULTS = Path(__file__).parents[1] / "results"
Row = dict[str, Any]


@dataclass(frozen=True)
class Limit:
    """A number that must not be exceeded; `low` and `high` are the interval of what was found."""

    what: str
    limit: float
    found: float
    low: float
    high: float
    holds: bool


@dataclass
class Report:
    """Everything that is worth keeping of a run."""

    question: str
    settings: dict[str, Any]
    rows: list[Row] = field(default_factory=list)
    limits: list[Limit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    versions: dict[str, dict[str, str]] = field(default_factory=dict)
    machine: dict[str, object] = field(default_factory=machine)


def limit(what: str, most: float, found: Estimate, digits: int = 2) -> Limit:
    """Whether what was found is within the limit."""
    median, low, high = (round(value, digits) for value in found)
    return Limit(what, most, median, low, high, holds=median <= most)


def exactly(what: str, wanted: float, found: float) -> Limit:
    """Whether a count is what it must be."""
    return Limit(what, wanted, found, found, found, holds=found == wanted)


def finish(report: Report, output: Path | None) -> None:
    """Prints the report and writes it, where `output` is named."""
    if not report.versions:
        report.versions["main"] = versions()
    print(report.question, "", table(report.rows), "", sep="\n")
    if report.limits:
        print(table([asdict(each) for each in report.limits]), "", sep="\n")
    for note in report.notes:
        print(f"- {note}")
    if output is not None:
        output.write_text(json.dumps(asdict(report), indent=2) + "\n", encoding="utf-8")


def table(rows: Sequence[Row]) -> str:
    """Rows as aligned columns; an interval as `median [low .. high]`."""
    if not rows:
        return ""
    names = list(dict.fromkeys(name for row in rows for name in row))
    lines = [names, *([_cell(row.get(name)) for name in names] for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(names))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip() for line in lines
    )


def _cell(value: Any) -> str:
    if value is None:
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, dict):
        return "{median:g} [{low:g} .. {high:g}]".format(**value)
    return f"{value:,g}" if isinstance(value, float) else str(value)


def command(
    name: str, doc: str | None, sizes: dict[str, int], tiny: dict[str, int], run: Callable[..., Report]
) -> None:
    """The command line that all benchmarks share: each size as an option, and `--tiny` for a test run."""
    options = argparse.ArgumentParser(description=doc, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option, default in sizes.items():
        options.add_argument(f"--{option.replace('_', '-')}", type=int, help=f"default: {default}")
    options.add_argument("--tiny", action="store_true", help="only shows that it works; without other packages")
    options.add_argument("--output", type=Path, default=RESULTS / f"{name}.json")
    chosen = vars(options.parse_args())
    os.environ.setdefault("WATCHSPEC_USER_SALT", "benchmark")  # as a service has it, and processes share it
    output, small = chosen.pop("output"), chosen.pop("tiny")
    given = {option: value for option, value in chosen.items() if value is not None}
    report = run(**{**(tiny if small else sizes), **given}, peers=not small)
    finish(report, output)
