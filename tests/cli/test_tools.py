"""Tests of `watchspec tools`, through the installed console command."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import get_args

import pytest

from watchspec_generators.edge.tools import ToolName, tools_folder

NAMES = get_args(ToolName)


def _tools(*arguments: str, cwd: Path, tools: Path, path: str = "/usr/bin:/bin") -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("watchspec")
    env = {"PATH": path, "HOME": str(cwd), "WATCHSPEC_TOOLS": str(tools), "TERM": "dumb"}
    return subprocess.run(
        [program, "tools", *arguments], cwd=cwd, env=env, capture_output=True, text=True, timeout=120, check=False
    )


@pytest.mark.binary
def test_list_shows_what_would_be_used(tmp_path: Path) -> None:
    """Every program with version and path, as JSON and as a table."""
    listed = _tools("list", "--json", cwd=tmp_path, tools=tools_folder())
    rows = json.loads(listed.stdout)
    assert (listed.returncode, [row["program"] for row in rows]) == (0, list(NAMES))
    assert all(Path(row["path"]).is_file() for row in rows)
    table = _tools("list", cwd=tmp_path, tools=tools_folder()).stdout
    assert [row["path"] for row in rows if row["path"] not in table] == []


def test_list_says_what_is_missing(tmp_path: Path) -> None:
    """On an empty machine: exit 3, each program with the command that gets it."""
    listed = _tools("list", "--json", cwd=tmp_path, tools=tmp_path, path="")
    assert (listed.returncode, json.loads(listed.stdout)) == (3, [])
    missing = [line.split()[0] for line in listed.stderr.splitlines() if "`watchspec tools install" in line]
    assert missing == list(NAMES)


@pytest.mark.binary
def test_install_brings_nothing_that_is_there(tmp_path: Path) -> None:
    """A second installation, offline too, fetches nothing and lists both lines."""
    extra = ("--oldest", "--compose", "--victoriametrics")
    installed = _tools("install", *extra, "--json", cwd=tmp_path, tools=tools_folder())
    rows = json.loads(installed.stdout)
    assert (installed.returncode, installed.stderr) == (0, "")
    assert {row["source"] for row in rows} == {"there already"}
    assert [row["line"] for row in rows].count("oldest") == 4


def test_install_that_can_not_write_says_why(tmp_path: Path) -> None:
    """Both sources' reasons are printed, and the exit code is that of a missing tool."""
    (tmp_path / "file").touch()
    failed = _tools("install", cwd=tmp_path, tools=tmp_path / "file/tools")
    assert failed.returncode == 3
    assert "official releases: [Errno 20] Not a directory" in failed.stderr
    assert "Debian's archive: [Errno 20] Not a directory" in failed.stderr
