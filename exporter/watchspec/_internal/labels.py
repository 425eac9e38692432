"""Label values: always clean text, never more distinct ones than the cap."""

from __future__ import annotations

from threading import Lock
from typing import TYPE_CHECKING

from watchspec import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_client import Counter

MAX_LENGTH = 120


def clean(value: object) -> str:
    """Text that any scraper can read: valid UTF-8, one line, bounded; empty becomes `unset`."""
    text = value if isinstance(value, str) else str(value)
    text = "".join(character if character.isprintable() else " " for character in text[:MAX_LENGTH]).strip()
    return text.encode("utf-8", "replace").decode("utf-8") or catalogue.UNSET


class Cap:
    """Maps raw values to label values; after `limit` distinct ones the rest become `__other__`.

    Declared values have their place even when there are more of them than the limit.
    """

    __slots__ = ("_limit", "_lock", "_overflow", "_seen")

    def __init__(self, limit: int, declared: Iterable[str], overflow: Counter) -> None:
        self._seen = {clean(value) for value in declared} | {catalogue.UNSET}
        self._limit = max(limit, len(self._seen))
        self._overflow = overflow
        self._lock = Lock()

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
