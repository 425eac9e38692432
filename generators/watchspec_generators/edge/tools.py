"""Find the real programs: on PATH when new enough, else in the project's own ignored folder."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

ToolName = Literal["prometheus", "promtool", "alertmanager", "amtool", "docker-compose", "vmalert", "vmalert-tool"]
Line = Literal["current", "oldest"]
"""`current`: what we run; `oldest`: the old end of the range that the generated files must hold on."""

Version = tuple[int, int]

MINIMUM: dict[ToolName, Version] = {
    "prometheus": (3, 5),
    "promtool": (3, 5),
    "alertmanager": (0, 28),
    "amtool": (0, 28),
    "docker-compose": (2, 20),
    "vmalert": (1, 145),
    "vmalert-tool": (1, 145),
}
OLDEST: dict[ToolName, Version] = {
    "prometheus": (2, 42),
    "promtool": (2, 42),
    "alertmanager": (0, 25),
    "amtool": (0, 25),
}
INSTALLED_BY: dict[ToolName, str] = {
    "docker-compose": " --compose",
    "vmalert": " --victoriametrics",
    "vmalert-tool": " --victoriametrics",
}
"""The option of `watchspec tools install` that programs need which most users do without."""
_VERSION = re.compile(r"(?:version v?|-tags-v)(\d+)\.(\d+)")
_PACKAGED = re.compile(r'"file": "[a-z-]+_(\d+)\.(\d+)')


class ToolMissing(Exception):  # noqa: N818 -- the name says the state; callers read `except ToolMissing`
    """A program that a command needs is neither on PATH nor installed."""


@dataclass(frozen=True, slots=True)
class Tool:
    """An installed program."""

    name: ToolName
    path: Path
    version: Version


def tools_folder() -> Path:
    """`$WATCHSPEC_TOOLS`, else `.tools` beside the nearest spec or repository above the current folder."""
    if chosen := os.environ.get("WATCHSPEC_TOOLS"):
        return Path(chosen).expanduser().absolute()
    here = Path.cwd()
    marks = ("monitoring.yaml", ".git")
    for folder in (here, *here.parents):
        if any((folder / mark).exists() for mark in marks):
            return folder / ".tools"
    return Path.home() / ".cache" / "watchspec" / "tools"


def find_tool(name: ToolName, line: Line = "current") -> Path:
    """Path of `name`; ToolMissing says what was looked for and how to get it."""
    return find(name, line).path


def find(name: ToolName, line: Line = "current") -> Tool:
    """As `find_tool`, with the version."""
    for path in _candidates(name, line):
        version = version_of(path) or _packaged(path)
        if version and fits(name, line, version):
            return Tool(name, path, version)
    wanted = "at least" if line == "current" else "exactly"
    major, minor = (MINIMUM if line == "current" else OLDEST)[name]
    command = "watchspec tools install" + (" --oldest" if line == "oldest" else INSTALLED_BY.get(name, ""))
    raise ToolMissing(
        f"{name} ({wanted} version {major}.{minor}) is neither on PATH nor in {tools_folder()}; get it with `{command}`"
    )


def fits(name: ToolName, line: Line, version: Version) -> bool:
    """Whether `version` of `name` belongs to `line`."""
    return version >= MINIMUM[name] if line == "current" else version == OLDEST.get(name)


def version_of(path: Path) -> Version | None:
    """Major and minor version that the program prints, or None when it can't be run."""
    return _version_of(path, path.stat().st_mtime_ns) if path.is_file() else None


@lru_cache(maxsize=64)
def _version_of(path: Path, _changed: int) -> Version | None:
    argument = "version" if path.name == "docker-compose" else "--version"
    try:
        finished = subprocess.run([path, argument], capture_output=True, errors="replace", timeout=20, check=False)  # noqa: S603 -- our own candidates
    except (OSError, subprocess.TimeoutExpired):
        return None
    match = _VERSION.search(finished.stdout + finished.stderr)
    return (int(match[1]), int(match[2])) if match and finished.returncode == 0 else None


def _packaged(path: Path) -> Version | None:
    """The version of the package that an installed program came with: Debian's VictoriaMetrics prints none."""
    record = path.parent.parent / f"{path.name}.json"
    match = _PACKAGED.search(record.read_text(encoding="utf-8")) if path.is_file() and record.is_file() else None
    return (int(match[1]), int(match[2])) if match else None


def _candidates(name: ToolName, line: Line) -> tuple[Path, ...]:
    on_path = [shutil.which(wanted) for wanted in dict.fromkeys((name, _debian_name(name)))]
    installed = tools_folder() / line / "bin" / name
    # Absolute, because callers run programs in other folders than this one.
    return (*(Path(found).absolute() for found in on_path if found), installed)


def _debian_name(name: ToolName) -> str:
    return "prometheus-alertmanager" if name == "alertmanager" else name
