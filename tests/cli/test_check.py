"""`watchspec check` as a program."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.spec.conftest import SMALL

PROGRAM = Path(sys.executable).with_name("watchspec")


def check(folder: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run it in `folder`."""
    return subprocess.run(
        [PROGRAM, "check", *arguments],
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_fine(tmp_path: Path) -> None:
    """One line with counts, for the spec and for an environment."""
    (tmp_path / "spec.yaml").write_text(SMALL, encoding="utf-8")
    finished = check(tmp_path, "--spec", "spec.yaml")
    assert (finished.returncode, finished.stderr) == (0, "")
    assert finished.stdout.startswith("spec.yaml: OK: shop: 2 objectives, 9 alerts")
    assert check(tmp_path, "--spec", "spec.yaml", "--env", "test").stdout.endswith("(environment test)\n")
    assert json.loads(check(tmp_path, "--spec", "spec.yaml", "--json").stdout) == {"ok": True, "problems": []}


def test_variables_come_from_the_process_environment(tmp_path: Path) -> None:
    """A variable without default is a problem until it is set."""
    (tmp_path / "monitoring.yaml").write_text(SMALL.replace("${TARGET:-localhost:1}", "${TARGET}"), encoding="utf-8")
    assert "the variable TARGET is not set" in check(tmp_path, "--env", "test").stderr
    assert check(tmp_path, "--env", "test", TARGET="here:1").returncode == 0


def test_problems_as_text_and_json(tmp_path: Path) -> None:
    """Text goes to standard error, without colour outside of a terminal; JSON to standard output."""
    (tmp_path / "monitoring.yaml").write_text(SMALL.replace("above: 50%", "above: 50"), encoding="utf-8")
    finished = check(tmp_path)
    assert (finished.returncode, finished.stdout) == (2, "")
    assert "\x1b" not in finished.stderr
    assert "did you mean `50%`?" in finished.stderr
    machine = check(tmp_path, "--json")
    assert (machine.returncode, machine.stderr) == (2, "")
    (problem,) = json.loads(machine.stdout)["problems"]
    assert (problem["file"], problem["code"]) == ("monitoring.yaml", "thresholds")


def test_missing_spec_as_json(tmp_path: Path) -> None:
    """Machines are told in JSON too."""
    finished = check(tmp_path, "--json")
    assert finished.returncode == 2
    assert json.loads(finished.stdout)["ok"] is False
