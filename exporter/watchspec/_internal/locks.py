"""Locks that a forked child finds free, whoever held them at the fork.

A child has only the thread that forked; what another one held would stay locked in it for ever.
"""

from __future__ import annotations

import os
from threading import Lock, RLock
from typing import TYPE_CHECKING, Any
from weakref import WeakSet

if TYPE_CHECKING:
    from collections.abc import Iterable

_all: WeakSet[Any] = WeakSet()


def new_lock() -> Lock:
    """A lock; all of ours come from here."""
    lock = Lock()
    _all.add(lock)
    return lock


def new_rlock() -> RLock:
    """The same, which its holder may take again."""
    lock = RLock()
    _all.add(lock)
    return lock


def in_use() -> Iterable[Any]:
    """Every lock that lives."""
    return tuple(_all)


def _free() -> None:
    for lock in in_use():
        lock._at_fork_reinit()  # noqa: SLF001 - what the standard library does with its own


# Imported by whoever has a lock, so this is done before anything else in the child that may take one.
os.register_at_fork(after_in_child=_free)
