"""Each alert of the spec reaches the receivers that its routes promise."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from watchspec_generators.alertmanager import PATH
from watchspec_generators.alertmanager.matchers import equal
from watchspec_generators.alertmanager.route_cases import route_cases
from watchspec_generators.edge.processes import run_tool
from watchspec_generators.edge.proofs.amtool import readable
from watchspec_generators.edge.proofs.proof import Proof, stopwatch, tools_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from watchspec_generators.alertmanager.route_cases import RouteCase
    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring


def prove(folder: Path, monitoring: Monitoring) -> Iterator[Proof]:
    """`amtool config routes test` for every case."""
    cases = route_cases(monitoring)
    for tool in tools_of("amtool"):
        with stopwatch() as elapsed, readable(tool, folder, monitoring) as read:
            wrong = misrouted(tool, read.config, cases)
            detail = "\n".join(wrong)
            yield Proof("alerts reach their receivers", PATH, read.tool, len(cases), not wrong, detail, elapsed())


def misrouted(tool: Tool, config: Path, cases: Sequence[RouteCase]) -> list[str]:
    """What amtool says of each case that it routes otherwise, several at a time."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return [wrong for wrong in pool.map(lambda case: _ask(tool, config, case), cases) if wrong]


def _ask(tool: Tool, config: Path, case: RouteCase) -> str | None:
    labels = [equal(label, value) for label, value in case.labels.items()]
    expected = ",".join(case.receivers)
    asked = (f"--config.file={config}", f"--verify.receivers={expected}", *labels)
    done = run_tool([tool.path, "config", "routes", "test", *asked])
    return f"{case.alert} {{{', '.join(labels)}}}: expected {expected}\n{done.output}" if done.code else None
