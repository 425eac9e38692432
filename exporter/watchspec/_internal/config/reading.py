"""Reads one value each: the value if it can be used, else a default and a problem."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import inf, isfinite
from typing import Any, TypeGuard


@dataclass(frozen=True, slots=True)
class Section:
    """An object of the document; `name` is its path, empty for the document itself. `problems` grows as it is read."""

    name: str
    content: Mapping[Any, Any]
    problems: list[str]

    def path(self, key: str) -> str:
        """The key's path in the document."""
        return f"{self.name}.{key}" if self.name else key

    def complain(self, key: str, what: str) -> None:
        """Adds a problem with the value of `key`."""
        self.problems.append(f"{self.path(key)} {what}")

    def refuse_unknown(self, known: Collection[str]) -> None:
        """Tells which keys mean nothing."""
        unknown = sorted(str(key) for key in self.content if key not in known)
        if unknown:
            place = f" in {self.name}" if self.name else ""
            self.problems.append(f"unknown keys ignored{place}: {', '.join(unknown)}")

    def section(self, key: str) -> Section:
        """The object at `key`; an empty one if there is none."""
        value = self.content.get(key, {})
        if not isinstance(value, Mapping):
            self.complain(key, "must be an object")
            value = {}
        return Section(self.path(key), value, self.problems)

    def items(self, key: str) -> Sequence[Any]:
        """The list at `key`; an empty one if there is none."""
        value = self.content.get(key, [])
        if is_list(value):
            return value
        self.complain(key, "must be a list")
        return ()

    def text(self, key: str, default: str | None = None) -> str | None:
        """The string at `key`; null is the same as leaving it out."""
        value = self.content.get(key)
        if value is None or isinstance(value, str):
            return default if value is None else value
        self.complain(key, "must be a string")
        return default

    def strings(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """The distinct strings of the list at `key`."""
        value = self.content.get(key, default)
        if is_list(value) and all(isinstance(item, str) for item in value):
            return tuple(dict.fromkeys(value))
        self.complain(key, "must be a list of strings")
        return ()

    def number(self, key: str, default: float, *, most: float = inf) -> float:
        """The number at `key`, from 0 to `most`."""
        value = self.content.get(key, default)
        if is_number(value) and 0 <= value <= most:
            return float(value)
        self.complain(key, "must be a number of 0 or more" if most == inf else f"must be a number from 0 to {most:g}")
        return default

    def whole(self, key: str, default: int, *, least: int) -> int:
        """The whole number at `key`, `least` or more."""
        value = self.content.get(key, default)
        if isinstance(value, int) and not isinstance(value, bool) and value >= least:
            return value
        self.complain(key, f"must be a whole number of {least} or more")
        return default


def is_list(value: object) -> TypeGuard[Sequence[Any]]:
    """Whether it is a list rather than text."""
    return isinstance(value, Sequence) and not isinstance(value, str | bytes)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether it is a number that a float can hold."""
    if not isinstance(value, int | float) or isinstance(value, bool):
        return False
    try:
        return isfinite(value)
    except OverflowError:
        return False
