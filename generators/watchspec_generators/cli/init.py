"""`watchspec init`: start a spec in somebody else's repository."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from watchspec_generators.cli.errors import BAD_INPUT
from watchspec_generators.starter import DEFAULT_SERVICE, is_service_name, starter

FolderArgument = Annotated[Path, typer.Argument(help="Folder to start in; made if it is not there.")]
ServiceOption = Annotated[str, typer.Option("--service", help="Name of the service that is watched.")]


def command(folder: FolderArgument = Path(), service: ServiceOption = DEFAULT_SERVICE) -> None:
    """Start a commented spec, with its schema and a CI workflow; nothing is overwritten.

    In a folder of a larger repository the workflow goes to the repository's root, where GitHub looks for it.

    Examples:

        watchspec init

        watchspec init --service checkout

        watchspec init services/checkout --service checkout
    """
    if not is_service_name(service):
        _refuse(f"`{service}` can't be a service's name: start with a letter, then use letters, digits, _ and -")
    wanted = {
        Path(os.path.normpath(folder / artefact.path)): artefact.text
        for artefact in starter(service, _in_repository(folder.resolve()))
    }
    there = [str(path) for path in wanted if path.exists()]
    if there:
        _refuse(f"not overwriting {', '.join(there)}; nothing was written")
    for path, text in wanted.items():
        _write(path, text)
        print(f"wrote {path}")
    print("next: edit monitoring.yaml, then run `watchspec check` and `watchspec generate` beside it")


def _in_repository(folder: Path) -> str:
    root = next((above for above in (folder, *folder.parents) if (above / ".git").exists()), folder)
    return "" if root == folder else folder.relative_to(root).as_posix()


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        _refuse(f"can't write {path}: {error.strerror}")


def _refuse(reason: str) -> None:
    print(f"watchspec init: {reason}", file=sys.stderr)
    raise typer.Exit(BAD_INPUT)
