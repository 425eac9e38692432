"""Which processes live: each holds a lock on a file of its own, which the kernel releases whatever way it ends.

Process ids alone would not tell: they are reused, and mean something else in another container.
"""

from __future__ import annotations

import fcntl
import os
import time
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from prometheus_client import values

from watchspec._internal.prefork import directory, is_on
from watchspec._internal.prefork.names import LIVE_MODES, side_file
from watchspec._internal.safety import log_once

if TYPE_CHECKING:
    from collections.abc import Iterable


class _Own:
    """This process's claim."""

    path: Path | None = None
    lock: int | None = None
    """Descriptor of the file; as long as it is open, and no other one of the file was closed, the lock is held."""
    is_followed = False


def claim() -> None:
    """Tells the other processes that this one writes here, as long as it lives. Never raises; again is harmless."""
    try:
        if is_on() and _Own.lock is None and _are_named_by_pid():
            _claim(Path(directory()))
    except OSError as error:
        log_once("claim", "whether a worker lives cannot be told: %s", type(error).__name__)


def own_claim() -> Path | None:
    """This process's claim, the same object as long as it holds; None while there is none."""
    return _Own.path


def _claim(folder: Path) -> None:
    made = folder / f"watchspec_{os.getpid()}_{time.time_ns()}.making"
    lock = os.open(made, os.O_WRONLY | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        # Locked before it can be seen, so that nobody takes us for dead while we are being born.
        fcntl.lockf(lock, fcntl.LOCK_EX)
        _Own.path = made.rename(made.with_suffix(".alive"))
    except OSError:
        os.close(lock)
        made.unlink()
        raise
    _Own.lock = lock
    if not _Own.is_followed:
        _Own.is_followed = True
        os.register_at_fork(after_in_child=_claim_in_child)


def _claim_in_child() -> None:
    """A worker is born of a process that has the app loaded."""
    if _Own.path is None or _Own.lock is None:
        return
    folder = _Own.path.parent
    os.close(_Own.lock)  # the parent's lock is not the child's to release
    _Own.path = _Own.lock = None
    for mode in LIVE_MODES:
        # Of an earlier process with this id: what is here before our first value is not ours.
        with suppress(OSError):
            (folder / f"gauge_{mode}_{os.getpid()}.db").unlink()
    claim()


def _are_named_by_pid() -> bool:
    """Whether the files are named after process ids; the host may have chosen other numbers, such as uWSGI's."""
    check = getattr(values.ValueClass, "_MmapedValue__check_for_pid_change", None)
    for cell in getattr(check, "__closure__", None) or ():
        with suppress(ValueError):  # an empty cell
            if cell.cell_contents is os.getpid:
                return True
    return False


class Census:
    """Who lives and who has died, of those that have claimed."""

    def __init__(self, folder: Path, names: Iterable[str]) -> None:
        self.living: set[str] = set()
        self.ended: list[Path] = []
        """Claims of processes that have died, even if another one has their id now."""
        dead: set[str] = set()
        for name in names:
            named = side_file(name)
            if named is None or named.kind != "alive":
                continue
            if _is_held(folder / name):
                self.living.add(named.process)
            else:
                self.ended.append(folder / name)
                dead.add(named.process)
        self.dead = dead - self.living


def _is_held(claimed: Path) -> bool:
    # Never our own: closing any of its files would release the lock.
    if _Own.path is not None and claimed.name == _Own.path.name:
        return True
    try:
        with claimed.open("rb", buffering=0) as file:
            fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except OSError:
        return True
    return False
