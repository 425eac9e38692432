"""Tests of watchspec_generators.edge.tools."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge import tools
from watchspec_generators.edge.processes import run_tool

if TYPE_CHECKING:
    from collections.abc import Callable

    Program = Callable[[Path, str], Path]


def _says(version: str) -> str:
    return f'echo "promtool, version {version} (branch: HEAD)"'


@pytest.mark.binary
@pytest.mark.parametrize("name", [name for name in tools.MINIMUM if not name.startswith("vm")])
def test_versions_of_the_real_programs_are_read(name: tools.ToolName) -> None:
    """Every real program of the current line prints a version that is understood and new enough."""
    found = tools.find(name)
    assert found.version >= tools.MINIMUM[name]
    printed = run_tool([found.path, "version" if name == "docker-compose" else "--version"]).output
    assert "{}.{}.".format(*found.version) in printed.splitlines()[0]


@pytest.mark.binary
@pytest.mark.parametrize("name", tools.OLDEST)
def test_oldest_programs_are_exactly_the_oldest(name: tools.ToolName) -> None:
    """The oldest line holds exactly the version that is promised as the old end of the range."""
    assert tools.find(name, "oldest").version == tools.OLDEST[name]


@pytest.mark.parametrize(
    ("printed", "version"),
    [
        ("prometheus, version 3.15.0 (branch: HEAD, revision: 1234)\n  go version:       go1.27.1", (3, 15)),
        ("prometheus, version 2.42.0+ds (branch: debian/sid, revision: 2.42.0+ds-5)", (2, 42)),
        ("alertmanager, version 0.28.0-rc.1 (branch: HEAD)", (0, 28)),
        ("Docker Compose version v2.40.3", (2, 40)),
        ("Docker Compose version 2.40.3-3", (2, 40)),
        ("vmalert-20260101-120000-tags-v1.145.0-0-g0123abcd", (1, 145)),
        ("prometheus, version  (branch: , revision: )\n  go version:       go1.27.1", None),
        ("", None),
    ],
)
def test_version_is_read_from_what_is_printed(
    printed: str, version: tools.Version | None, tmp_path: Path, program: Program
) -> None:
    """Release, distribution, candidate and unversioned builds are told apart."""
    path = program(tmp_path / "prometheus", f"cat <<'END'\n{printed}\nEND")
    assert tools.version_of(path) == version


@pytest.mark.binary
@pytest.mark.parametrize("name", ["vmalert", "vmalert-tool"])
def test_a_program_that_prints_no_version_has_that_of_its_package(name: tools.ToolName) -> None:
    """Debian's VictoriaMetrics says nothing; the file that it was unpacked from does."""
    assert tools.find(name).version >= tools.MINIMUM[name]


def test_a_program_without_any_version_is_not_used(empty_machine: Path, program: Program) -> None:
    """It prints none and nobody knows its package: the message names the option that gets it."""
    program(empty_machine / "current/bin/vmalert-tool", "true")
    with pytest.raises(tools.ToolMissing, match="get it with `watchspec tools install --victoriametrics`"):
        tools.find("vmalert-tool")


def test_version_on_standard_error_counts(tmp_path: Path, program: Program) -> None:
    """Some builds print their version to standard error."""
    assert tools.version_of(program(tmp_path / "amtool", f"{_says('0.30.1')} >&2")) == (0, 30)


def test_a_program_that_does_not_work_has_no_version(tmp_path: Path, program: Program) -> None:
    """A failing, an unrunnable and an absent program are all no candidates."""
    failing = program(tmp_path / "failing", f"{_says('3.5.0')}; exit 1")
    unrunnable = tmp_path / "text"
    unrunnable.write_text("version 3.5")
    assert [tools.version_of(path) for path in (failing, unrunnable, tmp_path / "absent")] == [None, None, None]


def test_an_updated_program_is_asked_again(tmp_path: Path, program: Program) -> None:
    """The version is remembered for the file as it was, not for the path."""
    path = program(tmp_path / "promtool", _says("3.5.0"))
    assert tools.version_of(path) == (3, 5)
    program(path, _says("3.9.0"))
    os.utime(path, ns=(0, 0))
    assert tools.version_of(path) == (3, 9)


def test_path_comes_first_when_new_enough(empty_machine: Path, tmp_path: Path, program: Program) -> None:
    """What the machine has already is used, although the folder has one too."""
    program(empty_machine / "current/bin/promtool", _says("3.9.0"))
    on_path = program(tmp_path / "path/promtool", _says("3.5.0"))
    assert tools.find("promtool") == tools.Tool("promtool", on_path, (3, 5))


def test_folder_is_used_when_path_is_too_old(empty_machine: Path, tmp_path: Path, program: Program) -> None:
    """An old program on PATH does not stand in the way of the installed one."""
    program(tmp_path / "path/promtool", _says("2.53.0"))
    installed = program(empty_machine / "current/bin/promtool", _says("3.5.0"))
    assert tools.find_tool("promtool") == installed


def test_debian_calls_alertmanager_otherwise(empty_machine: Path, tmp_path: Path, program: Program) -> None:
    """Debian's package puts it on PATH as prometheus-alertmanager."""
    on_path = program(tmp_path / "path/prometheus-alertmanager", _says("0.33.1"))
    assert tools.find_tool("alertmanager") == on_path


def test_oldest_line_takes_no_newer_program(empty_machine: Path, tmp_path: Path, program: Program) -> None:
    """A proof with the oldest line is worth nothing when a newer program does it."""
    program(tmp_path / "path/promtool", _says("3.5.0"))
    installed = program(empty_machine / "oldest/bin/promtool", _says("2.42.0"))
    assert tools.find_tool("promtool", "oldest") == installed


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("current", "promtool (at least version 3.5) is neither on PATH nor in {folder}; "),
        ("oldest", "promtool (exactly version 2.42) is neither on PATH nor in {folder}; "),
    ],
)
def test_missing_program_says_what_to_do(empty_machine: Path, line: tools.Line, words: str) -> None:
    """The message names program, version, folder and the command that gets it."""
    with pytest.raises(tools.ToolMissing) as caught:
        tools.find_tool("promtool", line)
    option = " --oldest" if line == "oldest" else ""
    assert str(caught.value) == words.format(folder=empty_machine) + f"get it with `watchspec tools install{option}`"


def test_programs_have_absolute_paths(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, program: Program) -> None:
    """Relative entries of PATH and a relative WATCHSPEC_TOOLS hold when a program is started elsewhere."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("PATH", "here")
    monkeypatch.setenv("WATCHSPEC_TOOLS", "there")
    on_path = program(Path("here/promtool"), _says("3.5.0"))
    assert tools.find_tool("promtool") == tmp_path / on_path
    assert tools.tools_folder() == tmp_path / "there"


@pytest.mark.parametrize("mark", ["monitoring.yaml", ".git"])
def test_folder_lies_beside_the_nearest_spec_or_repository(
    mark: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commands run in a sub-folder use the project's own tools."""
    (tmp_path / mark).mkdir()
    (tmp_path / "a/b").mkdir(parents=True)
    monkeypatch.delenv("WATCHSPEC_TOOLS", raising=False)
    monkeypatch.chdir(tmp_path / "a/b")
    assert tools.tools_folder() == tmp_path / ".tools"


def test_folder_outside_of_any_project_is_the_users(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a project there is a cache folder in the user's home."""
    monkeypatch.delenv("WATCHSPEC_TOOLS", raising=False)
    monkeypatch.setenv("HOME", "/home/someone")
    monkeypatch.chdir("/")
    assert tools.tools_folder() == Path("/home/someone/.cache/watchspec/tools")
