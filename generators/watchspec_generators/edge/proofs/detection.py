"""Alerts fire as soon after trouble begins as the table says, and as the spec promises."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from watchspec_generators.detection.promises import broken
from watchspec_generators.detection.table import rows, table_path
from watchspec_generators.detection.tests import trial_files
from watchspec_generators.edge.proofs.promtool_tests import run_tests
from watchspec_generators.edge.proofs.proof import Proof, stopwatch, title, tools_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.model import Monitoring


def prove(folder: Path, monitoring: Monitoring) -> Iterator[Proof]:
    """`promtool test rules` on two tests for each time, then the spec's promises."""
    path = table_path(monitoring.service.name)
    with TemporaryDirectory(prefix="watchspec-detection-") as place:
        files, count = _written(Path(place), folder, monitoring)
        for tool in tools_of("promtool"):
            with stopwatch() as elapsed:
                detail = "\n".join(done.output for done in run_tests(tool, files) if done.code)
                yield Proof("alerts fire in time", path, title(tool), count, not detail, detail, elapsed())
    if monitoring.promises:
        with stopwatch() as elapsed:
            late = "\n".join(broken(monitoring, rows(monitoring)))
            count = len(monitoring.promises)
            yield Proof("detection is as promised", path, "arithmetic", count, not late, late, elapsed())


def _written(place: Path, folder: Path, monitoring: Monitoring) -> tuple[list[Path], int]:
    files, count = [], 0
    for trial in trial_files(monitoring):
        file = place / f"{trial.name}.json"
        file.write_text(trial.text(str(folder / trial.rules)), encoding="utf-8")
        files.append(file)
        count += len(trial.content["tests"])
    return files, count
