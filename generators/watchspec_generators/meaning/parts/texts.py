"""Files for people and for proofs: runbooks, tests, texts of notifications, tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.alertmanager.texts import PATH as TEMPLATES
from watchspec_generators.meaning.parts import audience, boards, settings
from watchspec_generators.meaning.rule_files import is_rule_file
from watchspec_generators.meaning.types import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.meaning.types import Action, State, World

_KINDS = (
    ("texts of notifications", lambda path: path == TEMPLATES),
    ("unit tests of rules", lambda path: path.endswith(".test.yml")),
    ("table of detection times", lambda path: path.endswith(".detection.yml")),
    ("runbook", lambda path: path.endswith(".md")),
    ("other files", bool),
)
"""The first that takes a path names it."""
_ELSEWHERE = (boards.takes, settings.takes, audience.takes, is_rule_file)


def takes(path: str) -> bool:
    """What no other part takes."""
    return not any(other(path) for other in _ELSEWHERE)


def changes(before: State, after: State, world: World) -> Iterator[Change]:  # noqa: ARG001 - each part gets all
    """How many files of each kind come, go and differ."""
    found: dict[tuple[str, Action], list[str]] = {}
    for path in sorted({*before.files, *after.files}):
        if takes(path) and before.files.get(path) != after.files.get(path):
            kind = next(name for name, takes_it in _KINDS if takes_it(path))
            found.setdefault((kind, _action(path, before, after)), []).append(path)
    for (kind, action), paths in found.items():
        yield Change(kind, action, paths[0] if len(paths) == 1 else f"{len(paths)} files")


def _action(path: str, before: State, after: State) -> Action:
    if path not in before.files:
        return "add"
    return "change" if path in after.files else "remove"
