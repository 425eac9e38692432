"""The series that an alert is about already carries the label that the rule would add."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from watchspec_generators.mutation.facts import always

if TYPE_CHECKING:
    from watchspec_generators.mutation.types import Change, Rule


def reason(rule: Rule, change: Change) -> str | None:
    """A dropped label whose value every element of the expression has."""
    if change.mutator != "label" or change.rule is None:
        return None
    kept = change.rule.get("labels", {})
    dropped = [(label, value) for label, value in rule.content["labels"].items() if label not in kept]
    if dropped and all(always(rule.expression.root, label, json.dumps(value)) for label, value in dropped):
        return f"each series that fires has {dropped[0][0]}={dropped[0][1]} of its own"
    return None
