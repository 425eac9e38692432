"""Responses that run in the background: their calls stay open until somebody sees that they have ended."""

from __future__ import annotations

import os
from collections import OrderedDict
from time import perf_counter
from typing import TYPE_CHECKING

from watchspec._internal.locks import new_lock

if TYPE_CHECKING:
    from watchspec._internal.operation import Operation
    from watchspec._internal.tally import Tally

MAX_PARKED = 1_000
MAX_AGE_SECONDS = 24 * 3600.0
MAX_SEEN = 10_000

_parked: OrderedDict[str, Operation] = OrderedDict()
_seen: OrderedDict[str, None] = OrderedDict()
_lock = new_lock()


def park(operation: Operation) -> bool:
    """Keeps a call open until its response is retrieved; False if it could not be recognised then.

    The oldest ones are abandoned when there are too many, or when they have waited for a day.
    """
    identity = operation.response_id
    if identity is None:
        return False
    operation.parked = True
    # What is asked in the background may wait for a day: nothing of it is kept.
    operation.options = operation.response = None
    with _lock:
        _parked[identity] = operation
    leave_old()
    return True


def leave_old() -> None:
    """Abandons the oldest calls that have waited for a day, or are too many."""
    while _parked:
        with _lock:
            oldest = next(iter(_parked.values()), None)
            if oldest is None:
                return
            if len(_parked) <= MAX_PARKED and perf_counter() - oldest.started <= MAX_AGE_SECONDS:
                return
            _parked.popitem(last=False)
        oldest.parked = False
        # Not end(): this may be inside a draining, which counts what is dropped the next time.
        oldest.drop()


class Attendant:
    """Looks after the parked calls of all registries whenever one of them is drained."""

    def idle(self, tally: Tally, *, scrape: bool = False) -> None:  # noqa: ARG002 - the signature of Housekeeper.idle
        """Abandons those that nobody has come back for."""
        leave_old()


def take(identity: str) -> Operation | None:
    """The call that waits for this response, if there is one."""
    with _lock:
        operation = _parked.pop(identity, None)
    if operation is not None:
        operation.parked = False
    return operation


def is_first_end(identity: str) -> bool:
    """Whether the end of this response has not been counted yet; from now on it has."""
    with _lock:
        if identity in _seen:
            return False
        _seen[identity] = None
        if len(_seen) > MAX_SEEN:
            _seen.popitem(last=False)
        return True


# What waits is the parent's; its end, where it is seen by a child, counts there as that of any other process's.
os.register_at_fork(after_in_child=_parked.clear)


def forget() -> None:
    """Forgets everything; for tests."""
    with _lock:
        _parked.clear()
        _seen.clear()
