"""Write the reference pages below a project's root, or with `--check` tell which are stale."""

from __future__ import annotations

import argparse
import difflib
import sys
from pathlib import Path

from watchspec_generators.reference import documents


def main() -> int:
    """Exit code 1 if pages are stale and `--check` was given."""
    parser = argparse.ArgumentParser(prog="scripts/docs", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 with a diff if pages are stale")
    parser.add_argument("--root", type=Path, default=Path(), help="the project's root (default: here)")
    arguments = parser.parse_args()
    pages = {arguments.root / document.path: document.text for document in documents()}
    stale = {path: text for path, text in pages.items() if _read(path) != text}
    for path, text in stale.items():
        sys.stdout.write(_diff(path, text) if arguments.check else f"wrote {path}\n")
        if not arguments.check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    sys.stdout.write(
        f"{len(pages)} reference pages, {len(stale)} of them {'stale' if arguments.check else 'changed'}\n"
    )
    return 1 if stale and arguments.check else 0


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.is_file() else ""


def _diff(path: Path, text: str) -> str:
    lines = (_read(path).splitlines(keepends=True), text.splitlines(keepends=True))
    return "".join(difflib.unified_diff(*lines, str(path), str(path)))


if __name__ == "__main__":
    sys.exit(main())
