"""Tests of watchspec_generators.edge.install.ladder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge import tools
from watchspec_generators.edge.install import InstallFailed, install_tools
from watchspec_generators.edge.install.source import SourceFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from watchspec_generators.edge.install.source import Fetch

    Program = Callable[[Path, str], Path]
    MakeSource = Callable[..., Fetch]


@pytest.fixture
def source(program: Program) -> MakeSource:
    """A source that has programs of these versions, and fails for what it has not."""

    def make(asked: list[str], **versions: str) -> Fetch:
        def fetch(
            names: Collection[tools.ToolName], line: tools.Line, folder: Path, say: Callable[[str], None]
        ) -> None:
            asked.append(f"{line}: {' '.join(names)}")
            for name in names:
                if name not in versions:
                    raise SourceFailed(f"has no {name}")
                program(folder / "unpacked" / name, f'echo "{name}, version {versions[name]}"')
                (folder / "bin").mkdir(exist_ok=True)
                (folder / "bin" / name).symlink_to(f"../unpacked/{name}")

        return fetch

    return make


def test_first_source_that_has_it_is_used_and_only_once(empty_machine: Path, source: MakeSource) -> None:
    """The first source is enough, and a second run asks nobody."""
    first: list[str] = []
    second: list[str] = []
    sources = [("first", source(first, amtool="0.30.0")), ("second", source(second, amtool="0.30.0"))]
    said: list[str] = []
    done = install_tools(["amtool"], "current", say=said.append, sources=sources)
    path = empty_machine / "current/bin/amtool"
    assert [(item.tool, item.source) for item in done] == [(tools.Tool("amtool", path, (0, 30)), "first")]
    assert said == ["getting amtool (current) from first"]
    again = install_tools(["amtool"], "current", say=said.append, sources=sources)
    assert [item.source for item in again] == ["there already"]
    assert (first, second, len(said)) == (["current: amtool"], [], 1)
    assert sorted(path.name for path in empty_machine.iterdir()) == ["current"]


def test_next_source_is_asked_for_what_is_missing(empty_machine: Path, source: MakeSource) -> None:
    """A source that lacks one of several brings none, and the next one is told all of them."""
    first: list[str] = []
    second: list[str] = []
    sources = [
        ("first", source(first, amtool="0.30.0")),
        ("second", source(second, amtool="0.31.0", promtool="3.5.0")),
    ]
    said: list[str] = []
    done = install_tools(["amtool", "promtool"], "current", say=said.append, sources=sources)
    assert [(item.tool.version, item.source) for item in done] == [((0, 31), "second"), ((3, 5), "second")]
    assert first == second == ["current: amtool promtool"]
    assert "  not from there: has no promtool" in said


def test_what_is_on_path_is_not_fetched(
    empty_machine: Path, tmp_path: Path, program: Program, source: MakeSource
) -> None:
    """Only the missing program is asked for."""
    program(tmp_path / "path/promtool", 'echo "promtool, version 3.6.0"')
    asked: list[str] = []
    sources = [("first", source(asked, amtool="0.30.0"))]
    done = install_tools(["promtool", "amtool"], "current", say=print, sources=sources)
    assert [(item.tool.name, item.source) for item in done] == [("promtool", "there already"), ("amtool", "first")]
    assert asked == ["current: amtool"]


def test_every_reason_is_given_when_all_fail(empty_machine: Path, source: MakeSource) -> None:
    """Who is offline learns what was tried and why it failed; the exit code is that of a missing tool."""

    def read_only(
        names: Collection[tools.ToolName], line: tools.Line, folder: Path, say: Callable[[str], None]
    ) -> None:
        raise PermissionError(13, "Permission denied", "/tools")

    sources = [
        ("first", source([])),
        ("second", source([], amtool="0.1.0")),
        ("third", read_only),
    ]
    with pytest.raises(InstallFailed) as caught:
        install_tools(["amtool"], "current", say=print, sources=sources)
    assert isinstance(caught.value, tools.ToolMissing)
    assert str(caught.value).splitlines() == [
        "amtool (current) can't be installed:",
        "  first: has no amtool",
        "  second: what it has as amtool does not run here or has the wrong version",
        "  third: [Errno 13] Permission denied: '/tools'",
    ]
    assert not list(empty_machine.glob(".new-*"))


def test_newer_download_replaces_the_older_one(empty_machine: Path, program: Program, source: MakeSource) -> None:
    """An outdated installation is replaced in place, files and links; the other line is left alone."""
    old = program(empty_machine / "current/unpacked/amtool", 'echo "amtool, version 0.20.0"')
    (empty_machine / "current/bin").mkdir()
    (empty_machine / "current/bin/amtool").symlink_to("../unpacked/amtool")
    kept = program(empty_machine / "oldest/bin/amtool", 'echo "amtool, version 0.25.0"')
    install_tools(["amtool"], "current", say=print, sources=[("new", source([], amtool="0.30.0"))])
    assert "0.30.0" in old.read_text()
    assert tools.find_tool("amtool", "oldest") == kept


def test_nothing_of_a_failed_download_stays(empty_machine: Path) -> None:
    """An interrupt in the middle of a download leaves neither programs nor temporary folders."""

    def interrupted(
        names: Collection[tools.ToolName], line: tools.Line, folder: Path, say: Callable[[str], None]
    ) -> None:
        (folder / "half").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        install_tools(["amtool"], "current", say=print, sources=[("slow", interrupted)])
    assert list(empty_machine.iterdir()) == []
