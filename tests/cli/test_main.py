"""The command line as a whole: help, versions and exit codes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
COMMANDS = ("check", "demo", "down", "generate", "init", "test", "tools", "up")


def watchspec(*arguments: str, cwd: Path = ROOT, **environ: str) -> subprocess.CompletedProcess[str]:
    """Run the installed console command."""
    program = Path(sys.executable).with_name("watchspec")
    env = {"PATH": "/usr/bin:/bin", "HOME": str(cwd), **environ}
    return subprocess.run(
        [program, *arguments], cwd=cwd, env=env, capture_output=True, text=True, timeout=60, check=False
    )


def test_help_lists_every_command() -> None:
    """A newcomer's first call shows all that there is."""
    finished = watchspec("--help")
    assert finished.returncode == 0
    assert [name for name in COMMANDS if name not in finished.stdout] == []


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_explains_itself_with_examples(name: str) -> None:
    """`--help` of each command holds examples that start with the command itself."""
    finished = watchspec(name, "--help")
    assert finished.returncode == 0
    assert f"watchspec {name}" in finished.stdout.split("Examples", 1)[-1]


def test_version() -> None:
    """`--version` prints the distribution's version."""
    assert watchspec("--version").stdout.startswith("watchspec 0.")


def test_missing_spec_is_bad_input(tmp_path: Path) -> None:
    """No spec: exit 2, and the way to start one."""
    finished = watchspec("check", cwd=tmp_path)
    assert finished.returncode == 2
    assert "monitoring.yaml" in finished.stderr
    assert "watchspec init" in finished.stderr


def test_missing_tool_is_its_own_exit_code(tmp_path: Path) -> None:
    """No promtool anywhere: exit 3, and the command that gets it."""
    spec = ROOT / "monitoring.yaml"
    finished = watchspec("test", "--spec", str(spec), cwd=tmp_path, PATH="", WATCHSPEC_TOOLS=str(tmp_path))
    assert finished.returncode == 3, finished.stderr
    assert "watchspec tools install" in finished.stderr


def test_generate_writes_then_finds_nothing_stale(tmp_path: Path) -> None:
    """What `generate` wrote, `generate --check` accepts; an edited file is shown as a diff and exits 1."""
    spec = tmp_path / "monitoring.yaml"
    spec.write_text((ROOT / "monitoring.yaml").read_text())
    assert watchspec("generate", cwd=tmp_path).returncode == 0
    assert watchspec("generate", "--check", cwd=tmp_path).returncode == 0
    rules = next((tmp_path / "rules").glob("*error_ratio.rules.yml"))
    rules.write_text(rules.read_text().replace("> 0.05", "> 0.5"))
    stale = watchspec("generate", "--check", cwd=tmp_path)
    assert stale.returncode == 1
    assert "-" in stale.stdout
    assert "0.5" in stale.stdout


def test_generating_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    """Generation is deterministic: a second run, in another process, changes no file."""
    spec = tmp_path / "monitoring.yaml"
    spec.write_text((ROOT / "monitoring.yaml").read_text())
    assert watchspec("generate", cwd=tmp_path, PYTHONHASHSEED="1").returncode == 0
    again = watchspec("generate", cwd=tmp_path, PYTHONHASHSEED="2")
    assert " 0 of them changed" in again.stdout


def test_folder_that_takes_no_files_is_bad_input(tmp_path: Path) -> None:
    """A file where `generate` needs a folder: exit 2 and its name, no trace of Python, no file written."""
    (tmp_path / "monitoring.yaml").write_text((ROOT / "monitoring.yaml").read_text())
    (tmp_path / "rules").touch()
    finished = watchspec("generate", cwd=tmp_path)
    assert (finished.returncode, finished.stderr) == (2, f"watchspec: can't write {tmp_path}/rules: File exists\n")
    assert {path.name for path in tmp_path.rglob("*") if path.is_file()} == {"monitoring.yaml", "rules"}
