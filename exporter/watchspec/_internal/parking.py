"""Responses that run in the background: their calls stay open until somebody sees that they have ended."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from time import perf_counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchspec._internal.operation import Operation

MAX_PARKED = 1_000
MAX_AGE_SECONDS = 24 * 3600.0
MAX_SEEN = 10_000

_parked: OrderedDict[str, Operation] = OrderedDict()
_seen: OrderedDict[str, None] = OrderedDict()
_lock = Lock()


def park(operation: Operation) -> bool:
    """Keeps a call open until its response is retrieved; False if it could not be recognised then.

    The oldest one is abandoned when there are too many, or when it has waited for a day.
    """
    identity = operation.response_id
    if identity is None:
        return False
    with _lock:
        _parked[identity] = operation
        oldest = next(iter(_parked.values()))
        is_stale = len(_parked) > MAX_PARKED or perf_counter() - oldest.started > MAX_AGE_SECONDS
        left = _parked.popitem(last=False)[1] if is_stale else None
    if left is not None:
        left.end("abandoned")
    return True


def take(identity: str) -> Operation | None:
    """The call that waits for this response, if there is one."""
    with _lock:
        return _parked.pop(identity, None)


def is_first_end(identity: str) -> bool:
    """Whether the end of this response has not been counted yet; from now on it has."""
    with _lock:
        if identity in _seen:
            return False
        _seen[identity] = None
        if len(_seen) > MAX_SEEN:
            _seen.popitem(last=False)
        return True


def forget() -> None:
    """Forgets everything; for tests."""
    with _lock:
        _parked.clear()
        _seen.clear()
