"""Receivers, what silences what, and windows: what else stands in Alertmanager's configuration."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager import PATH
from watchspec_generators.meaning.data import differences
from watchspec_generators.meaning.types import Change
from watchspec_generators.simulator.document import BadConfig, parse_yaml

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from watchspec_generators.meaning.types import State, World
    from watchspec_generators.simulator import InhibitRule

_WAYS = "_configs"


def takes(path: str) -> bool:
    """Alertmanager's configuration."""
    return path == PATH


def changes(before: State, after: State, world: World) -> Iterator[Change]:  # noqa: ARG001 - each part gets all
    """Added, changed and removed receivers, inhibitions and windows."""
    if before.files.get(PATH) == after.files.get(PATH):
        return
    old, new = _document(before), _document(after)
    yield from _receivers(_named(old, "receivers"), _named(new, "receivers"), defaults=before.told)
    yield from _windows(before, after)
    yield from _inhibitions(before, after)


def _document(state: State) -> Mapping[str, Any]:
    try:
        content = parse_yaml(state.files.get(PATH, "")).content
    except BadConfig:
        return {}
    return content if isinstance(content, dict) else {}


def _named(document: Mapping[str, Any], key: str) -> dict[str, Mapping[str, Any]]:
    return {entry["name"]: entry for entry in document.get(key) or [] if isinstance(entry, dict) and "name" in entry}


def _receivers(
    old: Mapping[str, Mapping[str, Any]], new: Mapping[str, Mapping[str, Any]], *, defaults: bool
) -> Iterator[Change]:
    for name in dict.fromkeys((*old, *new)):
        subject = f"receiver {name}"
        if name not in old:
            yield Change(subject, "add", f"by {_kinds(new[name])}")
        elif name not in new:
            yield Change(subject, "remove", f"was told by {_kinds(old[name])}")
        else:
            for found in differences(old[name], new[name], defaults=defaults):
                yield Change(subject, "change", str(found).replace(_WAYS, "", 1))


def _kinds(receiver: Mapping[str, Any]) -> str:
    return " and ".join(key.removesuffix(_WAYS) for key in receiver if key.endswith(_WAYS)) or "nothing"


def _windows(before: State, after: State) -> Iterator[Change]:
    old, new = (state.routing.intervals if state.routing else {} for state in (before, after))
    for name in dict.fromkeys((*old, *new)):
        if name not in old:
            yield Change(f"window {name}", "add", "routes may name it")
        elif name not in new:
            yield Change(f"window {name}", "remove", "no route names it any more")
        elif old[name] != new[name]:
            yield Change(f"window {name}", "change", "other times")


def _inhibitions(before: State, after: State) -> Iterator[Change]:
    old, new = (state.routing.inhibit_rules if state.routing else () for state in (before, after))
    yield from (Change("inhibition", "add", _silences(rule)) for rule in new if rule not in old)
    yield from (Change("inhibition", "remove", _silences(rule)) for rule in old if rule not in new)


def _silences(rule: InhibitRule) -> str:
    about = f" about the same {', '.join(rule.equal)}" if rule.equal else ""
    return f"{rule.source} silences {rule.target}{about}"
