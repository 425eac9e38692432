"""Alertmanager's configuration and templates load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.alertmanager import PATH
from watchspec_generators.edge.processes import run_tool
from watchspec_generators.edge.proofs.amtool import readable
from watchspec_generators.edge.proofs.proof import Proof, stopwatch, tools_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from watchspec_generators.model import Monitoring


def prove(folder: Path, monitoring: Monitoring) -> Iterator[Proof]:
    """`amtool check-config`; counts receivers."""
    for tool in tools_of("amtool"):
        with stopwatch() as elapsed, readable(tool, folder, monitoring) as read:
            done = run_tool([tool.path, "check-config", read.config])
            ok = done.code == 0
            count = len(monitoring.receivers)
            yield Proof("routing is valid", PATH, read.tool, count, ok, "" if ok else done.output, elapsed())
