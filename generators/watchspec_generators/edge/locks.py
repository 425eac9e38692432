"""One process at a time in a folder."""

from __future__ import annotations

import fcntl
import os
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


class Taken(Exception):  # noqa: N818 - reads as what the folder is
    """Another process works in the same folder; the message says which kind."""


@contextmanager
def alone(folder: Path, what: str) -> Iterator[None]:
    """Inside, no other `what` is in `folder`; Taken if one is. A process that dies lets go."""
    lock = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError:
        raise Taken(f"another {what} is running in {folder}; wait for it to end, or stop it with Ctrl-C") from None
    finally:
        os.close(lock)
