"""Dashboards: their panels and what each asks and shows."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from watchspec_generators.meaning.data import moved, shown
from watchspec_generators.meaning.types import Change

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.meaning.types import State, World

    Board = Mapping[str, Any]
    Panels = Mapping[tuple[str, int], Mapping[str, Any]]
_FOLDER = "dashboards/"
_PLACED = frozenset({"gridPos", "id"})
_ASKED = ("targets", "asks another query"), ("fieldConfig", "has other units, limits or colours")


def takes(path: str) -> bool:
    """Dashboards in Grafana's JSON."""
    return path.startswith(_FOLDER) and path.endswith(".json")


def changes(before: State, after: State, world: World) -> Iterator[Change]:  # noqa: ARG001 - each part gets all
    """Added, changed and removed dashboards and panels."""
    for path in sorted(path for path in {*before.files, *after.files} if takes(path)):
        old, new = _read(before.files.get(path)), _read(after.files.get(path))
        yield from board_changes(path.removeprefix(_FOLDER).removesuffix(".json"), old, new)


def board_changes(name: str, old: Board | None, new: Board | None) -> Iterator[Change]:
    """What makes `new` of the dashboard `old`; None: there is none."""
    subject = f"dashboard {name}"
    if old is None and new is not None:
        yield Change(subject, "add", f"{_count(len(_panels(new)))}: {shown(new['title'])}")
    elif old is not None and new is None:
        yield Change(subject, "remove", f"{_count(len(_panels(old)))}: {shown(old['title'])}")
    elif old is not None and new is not None and old != new:
        yield from _changed(subject, old, new)


def _changed(subject: str, old: Board, new: Board) -> Iterator[Change]:
    was, now = _panels(old), _panels(new)
    if added := [title for title, _ in now.keys() - was.keys()]:
        yield Change(subject, "add", f"{_count(len(added))} added: {_titles(added)}")
    if removed := [title for title, _ in was.keys() - now.keys()]:
        yield Change(subject, "remove", f"{_count(len(removed))} removed: {_titles(removed)}")
    both = [(key, was[key], now[key]) for key in now if key in was]
    for (title, _), before, after in both:
        if words := _panel(before, after):
            yield Change(subject, "change", f"panel {shown(title)} {words}")
    if any(_places(before) != _places(after) for _, before, after in both):
        yield Change(subject, "change", "panels in other places")
    yield from (
        Change(subject, "change", f"{key} {moved(old.get(key, 'none'), new.get(key, 'none'))}")
        for key in dict.fromkeys((*old, *new))
        if key not in {"panels", "version", "id"} and old.get(key) != new.get(key)
    )


def _panel(before: Mapping[str, Any], after: Mapping[str, Any]) -> str:
    """What is otherwise in a panel, its place apart; nothing where it is the same."""
    words = [text for key, text in _ASKED if before.get(key) != after.get(key)]
    known = {*_PLACED, *(key for key, _ in _ASKED)}
    others = [key for key in dict.fromkeys((*before, *after)) if before.get(key) != after.get(key) and key not in known]
    if others:
        words.append(f"differs in {', '.join(others)}")
    return " and ".join(words)


def _places(panel: Mapping[str, Any]) -> list[Any]:
    return [panel.get(key) for key in sorted(_PLACED)]


def _panels(board: Board) -> Panels:
    """By title and number among those with the same one, rows apart."""
    found: dict[tuple[str, int], Mapping[str, Any]] = {}
    for panel in board.get("panels", []):
        if panel.get("type") != "row":
            title = panel.get("title", "")
            found[title, sum(title == other for other, _ in found)] = panel
    return found


def _read(text: str | None) -> Board | None:
    try:
        content = json.loads(text) if text else None
    except ValueError:
        return None
    return content if isinstance(content, dict) and "title" in content else None


def _count(number: int) -> str:
    return f"{number} panel{'' if number == 1 else 's'}"


def _titles(titles: list[str]) -> str:
    return ", ".join(shown(title) for title in sorted(titles))
