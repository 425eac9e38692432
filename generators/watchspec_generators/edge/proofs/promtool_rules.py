"""Rule files parse, and no two rules write the same series."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from watchspec_generators.edge.processes import run_tool
from watchspec_generators.edge.proofs.proof import Proof, stopwatch, title, tools_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from watchspec_generators.model import Monitoring

_FOUND = re.compile(r"SUCCESS: (\d+) rules found")


def prove(folder: Path, monitoring: Monitoring) -> Iterator[Proof]:
    """`promtool check rules` on all rule files of the service."""
    pattern = f"rules/{monitoring.service.name}.*.rules.yml"
    files = sorted(folder.glob(pattern))
    for tool in tools_of("promtool"):
        with stopwatch() as elapsed:
            done = run_tool([tool.path, "check", "rules", "--lint=duplicate-rules", "--lint-fatal", *files])
            count = sum(map(int, _FOUND.findall(done.stdout)))
            ok = done.code == 0
            yield Proof("rules are valid", pattern, title(tool), count, ok, "" if ok else done.output, elapsed())
