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


class CantWrite(Exception):  # noqa: N818 -- reads as what happened
    """The folder does not take the files; the message says which and why."""


def write_artefacts(root: Path, artefacts: Mapping[str, str]) -> list[str]:
    """Bring `root` to `artefacts` (relative path to text); returns the paths that changed, removals included.

    Everything is written to a temporary folder on the same file system before the first rename, so a full
    disk or an interrupt leaves no half-written file. CantWrite when the disk is full or something is in the
    way of a file or folder; then no file has changed.
    """
    try:
        return _write(root, artefacts)
    except OSError as error:
        raise CantWrite(f"can't write {error.filename or root}: {error.strerror}") from error


def _write(root: Path, artefacts: Mapping[str, str]) -> list[str]:
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
        for path in changed:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
        for path in (*changed, MANIFEST):
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
    if old == new:
        return ""
    names = ("/dev/null" if old is None else path, "/dev/null" if new is None else path)
    lines = difflib.unified_diff(_lines(old), _lines(new), *names, lineterm="")
    return "\n".join(lines) or f"--- {names[0]}\n+++ {names[1]}"


def _lines(text: str | None) -> list[str]:
    # Unlike splitlines(), this shows a difference in line ends too.
    lines = (text or "").split("\n")
    return lines[:-1] if lines[-1] == "" else [*lines, "\\ No newline at end of file"]


def _owned(root: Path) -> set[str]:
    return {path for path in _listed(_read(root / MANIFEST)) if _inside(root, path) and (root / path).is_file()}


def _listed(manifest: str | None) -> list[str]:
    # A manifest broken by hand or by a merge owns nothing: a stale file left is better than a wrong one removed.
    try:
        files = json.loads(manifest or "{}")["files"]
    except (ValueError, KeyError, TypeError):
        return []
    return [path for path in files if isinstance(path, str)] if isinstance(files, list) else []


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
        # Bytes, since reading as text would hide a difference in line ends.
        return path.read_bytes().decode("utf-8", errors="backslashreplace")
    except (FileNotFoundError, NotADirectoryError):
        return None
