"""Failures of our own: counted, logged once per place, never raised into the host."""

from __future__ import annotations

import logging
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from prometheus_client import Counter

logger = logging.getLogger("watchspec")
_logged: set[str] = set()


def log_once(key: str, message: str, *args: object) -> None:
    """One warning per `key` in the life of the process."""
    if key not in _logged:
        _logged.add(key)
        logger.warning(message, *args)


def forget_logged() -> None:
    """Lets everything be logged once more; for tests."""
    _logged.clear()


class Safety:
    """Counts internal failures on one registry."""

    __slots__ = ("_counter",)

    def __init__(self, counter: Counter) -> None:
        self._counter = counter

    def failed(self, place: str) -> None:
        """Records the exception being handled; the message is left out because it may quote a prompt."""
        try:
            kind, _, trace = sys.exc_info()
            while trace is not None and trace.tb_next is not None:
                trace = trace.tb_next
            where = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace is not None else "unknown"
            name = kind.__name__ if kind is not None else "no exception"
            log_once(place, "internal error in %s: %s at %s; your call is not affected", place, name, where)
            self._counter.labels(place).inc()
        except Exception:  # noqa: BLE001, S110 - the last resort: a broken logger must not break the host either
            pass
