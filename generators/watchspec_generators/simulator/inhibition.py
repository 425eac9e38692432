"""Inhibition: an alert that fires keeps others, about the same thing, from being told."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from watchspec_generators.simulator.matchers import Matchers


@dataclass(frozen=True, slots=True)
class InhibitRule:
    """Whoever matches `source` silences whoever matches `target` while all `equal` labels agree."""

    source: Matchers
    target: Matchers
    equal: tuple[str, ...]
    name: str = ""

    def silences(self, source: Mapping[str, str], target: Mapping[str, str]) -> bool:
        """Whether a firing alert with labels `source` silences one with labels `target`.

        A missing label equals an empty one. An alert that matches both sides is not silenced by another such.
        """
        if not (self.source.match(source) and self.target.match(target)):
            return False
        if self.source.match(target) and self.target.match(source):
            return False
        return all(source.get(label, "") == target.get(label, "") for label in self.equal)


def inhibitors(
    rules: Iterable[InhibitRule], firing: Iterable[Mapping[str, str]], target: Mapping[str, str]
) -> tuple[Mapping[str, str], ...]:
    """Those of the `firing` alerts' labels that silence an alert with labels `target`, in their order."""
    told = tuple(rules)
    return tuple(source for source in firing if any(rule.silences(source, target) for rule in told))
