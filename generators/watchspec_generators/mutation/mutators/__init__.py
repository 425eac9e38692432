"""Ways to break a rule: each module offers `edits(expression)`, or `changes(rule)` for what is not PromQL."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from importlib import import_module
from pkgutil import iter_modules
from typing import TYPE_CHECKING

import promql_parser

from watchspec_generators.mutation.types import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.mutation.types import Rule


def mutator_names() -> tuple[str, ...]:
    """Names of all mutators, sorted."""
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def changes(rule: Rule) -> Iterator[Change]:
    """Every way to break `rule`, each by words of its own; what does not parse, or is the same again, is left out."""
    seen, named = [rule.content], Counter[str]()
    for name in mutator_names():
        for change in _changes(name, rule):
            left = change.rule or {}
            if left not in seen:
                seen.append(left)
                named[change.what] += 1
                again = f" ({named[change.what]})" if named[change.what] > 1 else ""
                yield replace(change, what=f"{change.what}{again}", mutator=name)


def _changes(name: str, rule: Rule) -> Iterator[Change]:
    module = import_module(f"{__name__}.{name}")
    if hasattr(module, "changes"):
        yield from module.changes(rule)
        return
    for edit in module.edits(rule.expression):
        text = edit.applied(rule.content["expr"])
        if _parses(text):
            yield Change(edit.what, rule.replaced(text, "expr"), edit)


def _parses(text: str) -> bool:
    try:
        promql_parser.parse(text)
    except ValueError:
        return False
    return True
