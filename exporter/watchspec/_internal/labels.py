"""Label values: always clean text, never more distinct ones than the cap."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from watchspec import catalogue
from watchspec._internal.locks import new_lock

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from prometheus_client import CollectorRegistry

MAX_LENGTH = 120
_FREE = (catalogue.UNSET, catalogue.OTHER)
_lock = new_lock()
_caps: WeakKeyDictionary[CollectorRegistry, dict[str, Cap]] = WeakKeyDictionary()


def clean(value: object) -> str:
    """Text that any scraper can read: valid UTF-8, one line, bounded; empty becomes `unset`."""
    text = value if isinstance(value, str) else str(value)
    text = "".join(character if character.isprintable() else " " for character in text[:MAX_LENGTH]).strip()
    return text.encode("utf-8", "replace").decode("utf-8") or catalogue.UNSET


class Cap:
    """Maps raw values to label values; after `limit` distinct ones the rest become `__other__`.

    Declared values have their place even when there are more of them than the limit; `unset` and `__other__` need none.
    """

    __slots__ = ("_limit", "_lock", "_overflow", "_seen")

    def __init__(self, overflow: Any) -> None:
        self._seen = set(_FREE)
        self._limit = 0
        self._overflow = overflow
        self._lock = new_lock()

    def declare(self, limit: int, values: Iterable[str]) -> None:
        """Sets the limit and gives `values` their place; places that are taken stay taken."""
        with self._lock:
            self._seen.update(clean(value) for value in values)
            self._limit = limit + len(_FREE)

    def admit(self, value: object) -> str:
        """The label value for `value`, remembered if there is room for it."""
        label = clean(value)
        if label in self._seen or self._remember(label):
            return label
        self._overflow.inc()
        return catalogue.OTHER

    def _remember(self, label: str) -> bool:
        with self._lock:
            if len(self._seen) < self._limit or label in self._seen:
                self._seen.add(label)
                return True
            return False


def caps_for(
    registry: CollectorRegistry, limits: Mapping[str, int], declared: Mapping[str, Iterable[str]], overflow: Any
) -> dict[str, Cap]:
    """The registry's caps by label; they outlive a recorder, so that calling instrument() often adds no series."""
    with _lock:
        caps = _caps.setdefault(registry, {})
        for label, limit in limits.items():
            if label not in caps:
                caps[label] = Cap(overflow.labels(label))
            caps[label].declare(limit, declared.get(label, ()))
        return caps
