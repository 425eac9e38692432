"""Try one source after the other, and put the result into place in one rename."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from watchspec_generators.edge import tools
from watchspec_generators.edge.install import debian, release
from watchspec_generators.edge.install.source import SourceFailed

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from watchspec_generators.edge.install.source import Fetch
    from watchspec_generators.edge.tools import Line, Tool, ToolName

SOURCES: tuple[tuple[str, Fetch], ...] = (
    ("official releases", release.fetch),
    ("Debian's archive", debian.fetch),
)


class InstallFailed(tools.ToolMissing):
    """No source had a program; the message holds every source's reason."""


@dataclass(frozen=True, slots=True)
class Installed:
    """A program that is now there, and whether this run brought it."""

    tool: Tool
    line: Line
    source: str


def install_tools(
    names: Collection[ToolName],
    line: Line,
    *,
    say: Callable[[str], None],
    sources: Sequence[tuple[str, Fetch]] = SOURCES,
) -> tuple[Installed, ...]:
    """Make every one of `names` available; already available ones cost nothing. InstallFailed otherwise."""
    brought: dict[ToolName, str] = {}
    reasons: list[str] = []
    for label, fetch in sources:
        missing = [name for name in names if _found(name, line) is None]
        if not missing:
            break
        say(f"getting {', '.join(missing)} ({line}) from {label}")
        try:
            _fetch_into_place(fetch, missing, line, say)
            _all_found(missing, line)
        except (SourceFailed, OSError) as failure:
            reasons.append(f"  {label}: {failure}")
            say(f"  not from there: {failure}")
        brought.update({name: label for name in missing if _found(name, line)})
    missing = [name for name in names if _found(name, line) is None]
    if missing:
        raise InstallFailed(f"{', '.join(missing)} ({line}) can't be installed:\n" + "\n".join(reasons))
    return tuple(Installed(tools.find(name, line), line, brought.get(name, "there already")) for name in names)


def _all_found(names: Collection[ToolName], line: Line) -> None:
    useless = [name for name in names if _found(name, line) is None]
    if useless:
        raise SourceFailed(f"what it has as {', '.join(useless)} does not run here or has the wrong version")


def _found(name: ToolName, line: Line) -> Tool | None:
    try:
        return tools.find(name, line)
    except tools.ToolMissing:
        return None


def _fetch_into_place(fetch: Fetch, names: Collection[ToolName], line: Line, say: Callable[[str], None]) -> None:
    root = tools.tools_folder()
    root.mkdir(parents=True, exist_ok=True)
    staging = Path(tempfile.mkdtemp(prefix=".new-", dir=root))
    try:
        fetch(names, line, staging, say)
        _merge(staging, root / line)
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _merge(staging: Path, target: Path) -> None:
    """Rename each unpacked package into place, then each entry of bin/, which makes it visible."""
    for part in sorted(staging.iterdir(), key=lambda path: path.name == "bin"):
        if part.name != "bin":
            _replace(part, target / part.name)
            continue
        for program in part.iterdir():
            _replace(program, target / "bin" / program.name)


def _replace(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_dir() and not target.is_symlink():
        shutil.rmtree(target)
    source.replace(target)
