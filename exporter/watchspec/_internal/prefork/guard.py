"""One lock for the directory: scrapes share it, merging the files of dead workers excludes them."""

from __future__ import annotations

import fcntl
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING

from watchspec._internal.prefork.names import LOCK

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

WAIT = 2.0
"""Seconds that a scrape waits. Merging takes less; what is found then is right unless it is still going on."""
_NAP = 0.002


@contextmanager
def shared(folder: Path) -> Iterator[None]:
    """Nothing is merged meanwhile. For one thread of a process at a time, since the lock is the process's."""
    try:
        file = (folder / LOCK).open("a+b", buffering=0)
    except OSError:  # we may only read here, so we merge nothing, and nobody else does by us
        yield
        return
    with file:
        end = time.monotonic() + WAIT
        while not _taken(file.fileno(), fcntl.LOCK_SH) and time.monotonic() < end:
            time.sleep(_NAP)
        yield


@contextmanager
def exclusive(folder: Path) -> Iterator[bool]:
    """True where nobody else reads or merges meanwhile; False, at once, where somebody does."""
    try:
        file = (folder / LOCK).open("a+b", buffering=0)
    except OSError:
        yield False
        return
    with file:
        yield _taken(file.fileno(), fcntl.LOCK_EX)


def _taken(descriptor: int, kind: int) -> bool:
    try:
        fcntl.lockf(descriptor, kind | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
