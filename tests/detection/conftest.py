"""Real promtool on what is said of detection."""

from __future__ import annotations

import re
import subprocess
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.detection.tests import trial_files
from watchspec_generators.edge.tools import find

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchspec_generators.edge.tools import Line
    from watchspec_generators.model import Monitoring


_SAID = re.compile(r"bool 0 # (.*)\", time:")


@pytest.fixture
def refuted(tmp_path: Path) -> Callable[..., list[str]]:
    """Which times of a model promtool refutes, by the rules in a folder."""

    def refute(folder: Path, monitoring: Monitoring, line: Line = "current") -> list[str]:
        files = []
        for trial in trial_files(monitoring):
            file = tmp_path / f"{trial.name}.json"
            file.write_text(trial.text(str(folder / trial.rules)), encoding="utf-8")
            files.append(file)
        command = [str(find("promtool", line).path), "test", "rules", *map(str, files)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        said = _SAID.findall(done.stdout + done.stderr)
        assert bool(said) == bool(done.returncode), done.stdout + done.stderr
        return said

    return refute
