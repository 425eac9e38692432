"""Which variants are measured together, and against which bare client each is judged."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from benchmarks.shared.workers import ROOT, Team, missed, working

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from benchmarks.shared.report import Report
    from benchmarks.shared.workers import Worker

T = TypeVar("T")
OTEL = ROOT / ".tools/venv-bench-otel/bin/python"
OPENLIT = ROOT / ".tools/venv-bench-openlit/bin/python"


def peers() -> list[Team]:
    """Other packages, each beside a bare client of its environment; made by scripts/bench."""
    return [
        Team({"bare (otel)": ("bare:Bare", {})}, OTEL, "otel"),
        Team({"otel, metrics only": ("peers:otel_metrics", {})}, OTEL, "otel"),
        Team({"otel": ("peers:otel", {})}, OTEL, "otel"),
        Team({"bare (openlit)": ("bare:Bare", {})}, OPENLIT, "openlit"),
        Team({"openlit": ("peers:openlit", {})}, OPENLIT, "openlit"),
    ]


def split(teams: Sequence[Team], report: Report) -> list[Team]:
    """The teams that can be measured here; the report names the others."""
    absent = sorted({str(team.python.relative_to(ROOT)) for team in teams if not team.present})
    report.notes += [f"not measured, as {name} is missing; scripts/bench makes it" for name in absent]
    return [team for team in teams if team.present]


def measured(
    teams: Sequence[Team],
    report: Report,
    plan: tuple[int, int],
    warm: tuple[int, int, int],
    one: Callable[[list[Worker]], T],
) -> list[T]:
    """So many rounds in so many generations of fresh processes, as each has a layout of memory of its own.

    Raises SystemExit when a variant has not recorded each call exactly once.
    """
    rounds, processes = plan
    found: list[T] = []
    for _ in range(processes):
        with working(teams) as workers:
            for worker in workers:
                worker.ask("warm_up", *warm)
                report.versions[worker.team.label] = worker.versions
            found += [one(workers) for _ in range(-(-rounds // processes))]
            lost = missed(workers)
            if lost:
                raise SystemExit(f"calls that were not recorded once each: {lost}")
    return found


def bare_of(label: str) -> str:
    """The label of the bare client that a variant is judged against."""
    if label.startswith("otel"):
        return "bare (otel)"
    if label.startswith("openlit"):
        return "bare (openlit)"
    return "bare, quota headers" if label.endswith("quota headers") else "bare"


def is_bare(label: str) -> bool:
    """Whether others are judged against this variant."""
    return label in {"bare", "bare (otel)", "bare (openlit)", "bare, quota headers"}
