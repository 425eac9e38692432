"""`watchspec test --mutate` as people and machines run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROGRAM = Path(sys.executable).with_name("watchspec")
WEAK = """  - name: Weak
    expr: sum(up{job="checkout"}) < 2
    for: 5m
    severity: warning
    summary: few
    cases:
      - {name: none, series: {'up{job="checkout"}': "0x30"}, at: 20m, fires: true}
      - {name: many, series: {'up{job="checkout"}': "9x30"}, at: 20m, fires: false}
"""


def run(*arguments: str, spec: Path) -> subprocess.CompletedProcess[str]:
    """The command on a spec."""
    env = {**os.environ, "COLUMNS": "140"}
    argv = [str(PROGRAM), "test", "--mutate", "--spec", str(spec), *arguments]
    return subprocess.run(argv, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600, check=False)


def spec_with(folder: Path, alert: str, listed: str = "") -> tuple[Path, int]:
    """The shipped spec with one more alert, and that alert's line."""
    text = (ROOT / "monitoring.yaml").read_text().replace("\nrouting:\n", f"\n{alert}\nrouting:\n", 1)
    spec = folder / "monitoring.yaml"
    spec.write_text(f"{text}\n{listed}")
    return spec, text[: text.index("- name: Weak")].count("\n") + 1


@pytest.mark.binary
def test_survivors_of_a_weak_spec_are_shown_with_their_line(tmp_path: Path) -> None:
    """Two cases far from the threshold: nobody notices that it moves, that `for` goes, that the matcher is lost."""
    spec, line = spec_with(tmp_path, WEAK)
    finished = run("--only", "Weak", spec=spec)
    assert finished.returncode == 1, finished.stdout + finished.stderr
    survivors = [text for text in finished.stdout.splitlines() if "nothing notices" in text]
    assert all(text.startswith(f"{spec}:{line}:5: nothing notices that, in Weak, ") for text in survivors)
    changed = {text.partition("in Weak, ")[2] for text in survivors}
    assert {"2 became 2.2", "< 2 became <=", "for: 5m was dropped", 'job="checkout" of up was dropped'} <= changed
    assert not {"< 2 became >", "the alert was removed", "label severity: warning was changed"} & changed
    assert "score " in finished.stdout
    assert finished.stderr == ""


@pytest.mark.binary
def test_machines_get_every_mutant(tmp_path: Path) -> None:
    """JSON with fates, places and counts; exit code 0 if nothing survives."""
    finished = run("--only", "Watchdog", "--json", spec=ROOT / "monitoring.yaml")
    assert finished.returncode == 0, finished.stdout + finished.stderr
    found = json.loads(finished.stdout)
    assert (found["score"], found["problems"]) == (1.0, [])
    assert {mutant["fate"] for mutant in found["mutants"]} == {"killed", "equivalent"}
    assert all(mutant["of"] == "Watchdog" and "monitoring.yaml:" in mutant["place"] for mutant in found["mutants"])
    assert found["by"]["of"]["Watchdog"]["equivalent"] == 2


@pytest.mark.binary
def test_tests_that_fail_anyway_end_the_run(tmp_path: Path) -> None:
    """A score of rules that are wrong already would mean nothing."""
    spec, _ = spec_with(tmp_path, WEAK.replace('"9x30"', '"0x30"'))
    finished = run("--only", "Weak", spec=spec)
    assert finished.returncode == 1
    assert "Weak: many fails although nothing is broken" in finished.stdout
