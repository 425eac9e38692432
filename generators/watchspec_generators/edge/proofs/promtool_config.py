"""Prometheus' own configuration parses and finds its rule files."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.edge.processes import run_tool
from watchspec_generators.edge.proofs.proof import Proof, stopwatch, title, tools_of
from watchspec_generators.steps.prometheus import PATH

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from watchspec_generators.model import Monitoring


def prove(folder: Path, monitoring: Monitoring) -> Iterator[Proof]:
    """`promtool check config`, if the spec says where the service is."""
    if not monitoring.prometheus.targets:
        return
    for tool in tools_of("promtool"):
        with stopwatch() as elapsed:
            done = run_tool([tool.path, "check", "config", folder / PATH])
            ok = done.code == 0
            yield Proof("scraping is valid", PATH, title(tool), 1, ok, "" if ok else done.output, elapsed())
