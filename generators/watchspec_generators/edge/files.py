"""Write generated files: all prepared first, then each renamed into place; stale ones removed."""

from __future__ import annotations

import difflib
import json
import shutil
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

MANIFEST = ".watchspec-manifest.json"
"""Lists the generated files below its folder: only these are ever removed."""


def write_artefacts(root: Path, artefacts: Mapping[str, str]) -> list[str]:
    """Bring `root` to `artefacts` (relative path to text); returns the paths that changed, removals included.

    Everything is written to a temporary folder on the same file system before the first rename, so a full
    disk or an interrupt leaves no half-written file.
    """
    root.mkdir(parents=True, exist_ok=True)
    changed = [path for path, text in artefacts.items() if _read(root / path) != text]
    stale = sorted(_owned(root) - artefacts.keys())
    manifest = _manifest(artefacts)
    if not changed and not stale and _read(root / MANIFEST) == manifest:
        return []
    staging = Path(tempfile.mkdtemp(prefix=".watchspec-", dir=root))
    try:
        for path in changed:
            _place(staging / path, artefacts[path])
        _place(staging / MANIFEST, manifest)
        for path in (*changed, MANIFEST):
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (staging / path).replace(root / path)
        for path in stale:
            (root / path).unlink(missing_ok=True)
    finally:
        shutil.rmtree(staging, ignore_errors=True)
    return sorted([*changed, *stale])


def diff_artefacts(root: Path, artefacts: Mapping[str, str]) -> list[str]:
    """One unified diff for each file that is missing, different or stale below `root`."""
    wanted: dict[str, str | None] = {**artefacts, **dict.fromkeys(_owned(root) - artefacts.keys())}
    diffs = (_diff(path, _read(root / path), text) for path, text in sorted(wanted.items()))
    return [diff for diff in diffs if diff]


def _diff(path: str, old: str | None, new: str | None) -> str:
    lines = difflib.unified_diff(
        (old or "").splitlines(),
        (new or "").splitlines(),
        "/dev/null" if old is None else path,
        "/dev/null" if new is None else path,
        lineterm="",
    )
    return "\n".join(lines)


def _owned(root: Path) -> set[str]:
    text = _read(root / MANIFEST)
    if text is None:
        return set()
    paths = (path for path in json.loads(text)["files"] if _inside(root, path))
    return {path for path in paths if (root / path).exists()}


def _inside(root: Path, path: str) -> bool:
    # A hand-edited manifest must not make us remove something outside.
    return (root / path).resolve().is_relative_to(root.resolve())


def _manifest(artefacts: Mapping[str, str]) -> str:
    return json.dumps({"files": sorted(artefacts)}, indent=2) + "\n"


def _place(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return None
