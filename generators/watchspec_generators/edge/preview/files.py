"""Dashboard files: of a folder, or as they are at a commit."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

from watchspec_generators.edge.processes import run_tool
from watchspec_generators.preview.reading import read

if TYPE_CHECKING:
    from pathlib import Path

    from watchspec_generators.preview.reading import Dashboard

FOLDER = "dashboards"


class NoDashboards(Exception):  # noqa: N818 - reads as what was found
    """There are none, or one that can't be read; the message says where."""


def of_folder(folder: Path) -> list[Dashboard]:
    """Every dashboard of `folder`, or of its `dashboards`, by file name."""
    inside = folder / FOLDER
    found = sorted((inside if inside.is_dir() else folder).glob("*.json"))
    if not found:
        raise NoDashboards(f"no dashboard in {folder}; `watchspec generate` writes them")
    return [parsed(str(path), path.read_text(encoding="utf-8")) for path in found]


def of_commit(repository: Path, commit: str) -> list[Dashboard]:
    """Every dashboard that `commit` has in the folder `dashboards` below `repository`."""
    if shutil.which("git") is None:
        raise NoDashboards(f"`{commit}` is no folder, and without git it can't be a commit")
    names = _git(repository, commit, "ls-tree", "--name-only", commit, f"{FOLDER}/").split()
    paths = sorted(name for name in names if name.endswith(".json"))
    return [parsed(path, _git(repository, commit, "show", f"{commit}:./{path}")) for path in paths]


def _git(repository: Path, commit: str, *arguments: str) -> str:
    done = run_tool(["git", "-C", repository, *arguments])
    if done.code:
        raise NoDashboards(f"`{commit}` is neither a folder nor a commit of {repository}: {done.stderr.strip()}")
    return done.stdout


def parsed(name: str, text: str) -> Dashboard:
    """The dashboard of a file's text; NoDashboards where it is none."""
    try:
        document: Any = json.loads(text)
        return read(document)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise NoDashboards(f"{name} is no Grafana dashboard: {error!r}") from None
