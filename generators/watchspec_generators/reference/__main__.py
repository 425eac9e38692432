"""Write the reference pages below a project's root, or with `--check` tell which are stale."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from watchspec_generators.edge.files import diff_artefacts, write_artefacts
from watchspec_generators.reference import documents


def main() -> int:
    """Exit code 1 if pages are stale and `--check` was given."""
    parser = argparse.ArgumentParser(prog="python -m watchspec_generators.reference", description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 with a diff if pages are stale")
    parser.add_argument("--root", type=Path, default=Path(), help="the project's root (default: here)")
    arguments = parser.parse_args()
    pages = {document.path: document.text for document in documents()}
    if not arguments.check:
        changed = write_artefacts(arguments.root, pages)
        sys.stdout.write(f"{len(pages)} pages, {len(changed)} of them changed\n")
        return 0
    diffs = diff_artefacts(arguments.root, pages)
    sys.stdout.write("".join(f"{diff}\n" for diff in diffs) or f"{len(pages)} pages are current\n")
    return 1 if diffs else 0


if __name__ == "__main__":
    sys.exit(main())
