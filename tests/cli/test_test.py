"""`watchspec test` as people and machines run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from watchspec_generators.edge.tools import ToolName, find_tool

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).with_name("watchspec")


def run(*arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """The command, run at the root of the repository."""
    env = {"PATH": os.environ["PATH"], "HOME": str(ROOT), "COLUMNS": "140", **environ}
    return subprocess.run(
        [PROGRAM, "test", *arguments], cwd=ROOT, env=env, capture_output=True, text=True, timeout=300, check=False
    )


@pytest.mark.binary
def test_the_shipped_spec_is_proven() -> None:
    """Exit code 0, JSON with every proof, and not a file of the repository touched."""
    before = {path: path.stat().st_mtime_ns for path in ROOT.glob("rules/**/*")}
    finished = run("--json")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    proofs = json.loads(finished.stdout)
    assert all(proof["ok"] and proof["count"] for proof in proofs)
    assert {"rules are valid", "alerts pass their tests", "scraping is valid"} <= {proof["name"] for proof in proofs}
    assert before == {path: path.stat().st_mtime_ns for path in ROOT.glob("rules/**/*")}


def test_a_missing_program_is_told(tmp_path: Path) -> None:
    """Exit code 3 and the command that gets it."""
    finished = run(PATH="/nowhere", WATCHSPEC_TOOLS=str(tmp_path))
    assert finished.returncode == 3
    assert "watchspec tools install" in finished.stderr


@pytest.mark.binary
def test_a_failing_case_is_exit_code_one(tmp_path: Path) -> None:
    """Raw PromQL whose cases contradict it, with promtool's words below the table."""
    text = (ROOT / "monitoring.yaml").read_text()
    raw = """  - name: Wrong
    expr: up == 0
    severity: warning
    summary: wrong
    cases:
      - {name: up, series: {up: "1 1"}, at: 1m, fires: true}
      - {name: also up, series: {up: "1 1"}, at: 1m, fires: false}
"""
    spec = tmp_path / "monitoring.yaml"
    spec.write_text(text.replace("\nrouting:\n", f"\n{raw}\nrouting:\n", 1))
    finished = run("--spec", str(spec))
    assert finished.returncode == 1, finished.stdout + finished.stderr
    assert "Wrong: up" in " ".join(finished.stdout.split())
    assert "failed" in finished.stdout


@pytest.mark.binary
def test_a_missing_oldest_line_is_said(tmp_path: Path) -> None:
    """With the current programs alone all is proven on them, and what was not proven is named."""
    (tmp_path / "bin").mkdir()
    programs: tuple[ToolName, ...] = ("promtool", "amtool")
    for name in programs:
        (tmp_path / "bin" / name).symlink_to(find_tool(name))
    finished = run(PATH=str(tmp_path / "bin"), WATCHSPEC_TOOLS=str(tmp_path))
    assert finished.returncode == 0, finished.stderr
    assert finished.stderr.count("not proven on the oldest line") == 2
    assert "watchspec tools install --oldest" in finished.stderr
