"""An alert that fires whatever its expression's value, and whose texts do not show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchspec_generators.mutation.types import Change, Rule


def reason(rule: Rule, change: Change) -> str | None:
    """The number in `vector(1)`."""
    root = rule.expression.root.bare
    if change.mutator != "constant" or not rule.is_alert or root.name != "vector":
        return None
    texts = (*rule.content.get("labels", {}).values(), *rule.content.get("annotations", {}).values())
    shown = any("$value" in text or ".Value" in text for text in texts)
    return None if shown else "it fires whatever the number, and no text shows it"
