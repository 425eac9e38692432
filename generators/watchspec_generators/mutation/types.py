"""Rules and the ways in which they are broken."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from watchspec_generators.promql import parse

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.promql import Expression, Span

_TEMPLATE = re.compile(r"\{\{.*?\}\}", re.DOTALL)
_WORD = re.compile(r"[A-Za-z_:][\w:]*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Edit:
    """A part of an expression and what stands there instead."""

    span: Span
    text: str
    what: str
    """What is changed, in a few words."""

    def applied(self, text: str) -> str:
        """The whole expression with the part replaced."""
        return text[: self.span[0]] + self.text + text[self.span[1] :]


@dataclass(frozen=True, slots=True)
class Change:
    """A rule broken in one way; `rule` is what is left of it (None: nothing)."""

    what: str
    rule: Mapping[str, Any] | None
    edit: Edit | None = None
    """Of the expression, where it is that which was broken."""
    mutator: str = ""


@dataclass(frozen=True, eq=False)
class Rule:
    """A rule as it was generated."""

    file: str
    group: int
    index: int
    content: Mapping[str, Any]

    @property
    def name(self) -> str:
        """Name of the alert or of the recorded series."""
        name: str = self.content.get("alert") or self.content["record"]
        return name

    @property
    def is_alert(self) -> bool:
        """Whether it alerts, rather than records."""
        return "alert" in self.content

    @cached_property
    def expression(self) -> Expression:
        """Its PromQL."""
        return parse(self.content["expr"])

    @cached_property
    def reads(self) -> frozenset[str]:
        """The series that it reads, those that its templates may ask for included."""
        texts = (*self.content.get("labels", {}).values(), *self.content.get("annotations", {}).values())
        templates = (template for text in texts for template in _TEMPLATE.findall(text))
        return self.expression.names.union(*(_WORD.findall(template) for template in templates))

    def without(self, *path: str) -> dict[str, Any]:
        """Its content less the key at `path`."""
        return _without(self.content, path)

    def replaced(self, value: Any, *path: str) -> dict[str, Any]:
        """Its content with another value at `path`."""
        return _replaced(self.content, path, value)


@dataclass(frozen=True, slots=True, eq=False)
class Mutant:
    """A rule and how it is broken."""

    rule: Rule
    change: Change


def _without(content: Mapping[str, Any], path: tuple[str, ...]) -> dict[str, Any]:
    key, *rest = path
    if not rest:
        return {name: value for name, value in content.items() if name != key}
    return {**content, key: _without(content[key], tuple(rest))}


def _replaced(content: Mapping[str, Any], path: tuple[str, ...], value: Any) -> dict[str, Any]:
    key, *rest = path
    return {**content, key: _replaced(content[key], tuple(rest), value) if rest else value}
