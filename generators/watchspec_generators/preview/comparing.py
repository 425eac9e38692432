"""Which panels a change to the dashboards changes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.preview.model import Heading, Pair
from watchspec_generators.preview.reading import flat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from watchspec_generators.preview.model import Sheet, Shown
    from watchspec_generators.preview.reading import Dashboard

_MOVED = frozenset({"gridPos"})
"""A panel that has only moved shows the same."""
_WORDS = {"targets": "queries", "fieldConfig": "units, colours and limits", "options": "options"}


def changed(before: Sequence[Dashboard], after: Sequence[Dashboard]) -> dict[str, dict[int, str]]:
    """What of which panels has changed, by the dashboards' uid and the panels' id."""
    old, new = ({one.uid: dict(_panels(one)) for one in side} for side in (before, after))
    found = {uid: _changed(old.get(uid, {}), new.get(uid, {})) for uid in (*new, *(old.keys() - new.keys()))}
    return {uid: panels for uid, panels in found.items() if panels}


def _panels(of: Dashboard) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for panel in flat(of.source):
        if panel["type"] != "row":
            yield panel["id"], panel


def _changed(old: Mapping[int, Mapping[str, Any]], new: Mapping[int, Mapping[str, Any]]) -> dict[int, str]:
    gone = (number for number in old if number not in new)
    found = {number: _what(old.get(number), new.get(number)) for number in (*new, *gone)}
    return {number: what for number, what in found.items() if what}


def _what(old: Mapping[str, Any] | None, new: Mapping[str, Any] | None) -> str:
    if old is None or new is None:
        return "added" if old is None else "removed"
    keys = [key for key in (*new, *(old.keys() - new.keys())) if key not in _MOVED and old.get(key) != new.get(key)]
    return ", ".join(_WORDS.get(key, key) for key in keys) + " changed" if keys else ""


def pairs(
    before: Sequence[Sheet], after: Sequence[Sheet], changes: Mapping[str, Mapping[int, str]]
) -> list[tuple[str, list[Pair]]]:
    """The changed panels of each dashboard as they were and are, with the dashboard's title."""
    old, new = ({one.uid: one for one in side} for side in (before, after))
    found: list[tuple[str, list[Pair]]] = []
    for uid, panels in changes.items():
        title = (new.get(uid) or old[uid]).title
        sides = [_by_id(side.get(uid)) for side in (old, new)]
        found.append((title, [_pair(what, *(side.get(number) for side in sides)) for number, what in panels.items()]))
    return found


def _by_id(of: Sheet | None) -> dict[int, Shown]:
    return {item.id: item for item in (of.items if of else ()) if not isinstance(item, Heading)}


def _pair(what: str, before: Shown | None, after: Shown | None) -> Pair:
    shown = after or before
    return Pair(shown.title if shown else "", before, after, what)
