"""Alerts pass their unit tests."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from watchspec_generators.edge.processes import run_tool
from watchspec_generators.edge.proofs.proof import Proof, stopwatch, title, tools_of
from watchspec_generators.unit_tests.files import CASES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from watchspec_generators.edge.processes import Finished
    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring

_TEST = "- name: "
"""How each test begins in a generated file."""


def prove(folder: Path, monitoring: Monitoring) -> Iterator[Proof]:
    """`promtool test rules` on every test file of the service, several at a time."""
    pattern = f"rules/tests/{monitoring.service.name}.*.test.yml"
    # The spec's own cases are a proof of their own, which knows where they are written.
    generated = (file for file in folder.glob(pattern) if f".{CASES}." not in file.name)
    files = sorted(generated, key=lambda file: -file.stat().st_size)
    count = sum(file.read_text("utf-8").count(f"\n{_TEST}") for file in files)
    for tool in tools_of("promtool"):
        with stopwatch() as elapsed:
            failed = [done for done in run_tests(tool, files) if done.code]
            detail = "\n".join(done.output for done in failed)
            yield Proof("alerts pass their tests", pattern, title(tool), count, not failed, detail, elapsed())


def run_tests(tool: Tool, files: Sequence[Path]) -> list[Finished]:
    """One run of promtool a file, as many at a time as there are cores."""
    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        return list(pool.map(lambda file: run_tool([tool.path, "test", "rules", file]), files))
