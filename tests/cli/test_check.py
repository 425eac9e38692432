"""`watchspec check` as a program."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.spec.conftest import SMALL

WHOLE = (Path(__file__).parents[1] / "graph/chain.yaml").read_text(encoding="utf-8")
"""A spec of which nothing is to be told."""
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
    assert finished.returncode == 0
    assert finished.stdout.startswith("spec.yaml: OK: shop: 2 objectives, 9 alerts")
    assert check(tmp_path, "--spec", "spec.yaml", "--env", "test").stdout.endswith("(environment test)\n")
    (tmp_path / "whole.yaml").write_text(WHOLE, encoding="utf-8")
    assert json.loads(check(tmp_path, "--spec", "whole.yaml", "--json").stdout) == {"ok": True, "problems": []}
    assert check(tmp_path, "--spec", "whole.yaml", "--strict").stderr == ""


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


def test_warnings_are_told_and_fail_only_if_they_shall(tmp_path: Path) -> None:
    """Beside the line that all is well, unless `--strict`."""
    (tmp_path / "monitoring.yaml").write_text(WHOLE.replace("    runbook: As for Errors.\n", ""), encoding="utf-8")
    finished = check(tmp_path)
    assert (finished.returncode, finished.stdout[:19]) == (0, "monitoring.yaml: OK")
    assert "warning: SomeErrors doesn't say what to do first" in finished.stderr
    assert finished.stderr.endswith("1 warning\n")
    assert check(tmp_path, "--strict").returncode == 2
    (problem,) = json.loads(check(tmp_path, "--format", "json").stdout)["problems"]
    assert (problem["code"], problem["level"]) == ("without_runbook", "warning")


def test_sarif(tmp_path: Path) -> None:
    """For code scanning: on standard output, findings of a broken spec and of a file that is no YAML alike."""
    (tmp_path / "monitoring.yaml").write_text(WHOLE.replace("above: 5%", "above: 5"), encoding="utf-8")
    finished = check(tmp_path, "--format", "sarif")
    assert (finished.returncode, finished.stderr) == (2, "")
    (run,) = json.loads(finished.stdout)["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["thresholds"]
    (tmp_path / "monitoring.yaml").write_text("a: [", encoding="utf-8")
    (run,) = json.loads(check(tmp_path, "--format", "sarif").stdout)["runs"]
    assert [result["ruleId"] for result in run["results"]] == ["yaml"]
