"""Rules as vmalert-tool is to load them: those that read what others record in a later group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SHOWS = "$value"


def apart(document: Mapping[str, Any]) -> dict[str, Any]:
    """The rule file with each group in several, so that every rule sees what the ones before it have just recorded.

    vmalert hands over what a group records when the whole group is done. Texts that show a value are left out.
    """
    return {"groups": [part for group in document["groups"] for part in _parts(group)]}


def _parts(group: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    by_level: dict[int, list[dict[str, Any]]] = {}
    levels: dict[str, int] = {}
    for rule in group["rules"]:
        level = max((found + 1 for name, found in levels.items() if name in rule["expr"]), default=0)
        by_level.setdefault(level, []).append(_without_values(rule))
        if "record" in rule:
            levels[rule["record"]] = max(level, levels.get(rule["record"], 0))
    for level, rules in sorted(by_level.items()):
        yield {**group, "name": part_name(group["name"], level), "rules": rules}


def part_name(group: str, level: int) -> str:
    """What a part of a group is called; parts are evaluated by level."""
    return f"{group} {level}"


def _without_values(rule: Mapping[str, Any]) -> dict[str, Any]:
    texts = {name: text for name, text in rule.get("annotations", {}).items() if _SHOWS not in text}
    return {**rule, "annotations": texts} if texts else {name: rule[name] for name in rule if name != "annotations"}
