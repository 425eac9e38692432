"""What is to happen to an object when the process forks or ends, for as long as the object lives."""

from __future__ import annotations

import atexit
import os
from typing import TYPE_CHECKING
from weakref import WeakMethod

if TYPE_CHECKING:
    from collections.abc import Callable


def in_children(method: Callable[[], object]) -> None:
    """Calls a bound method in every process that is forked from now on."""
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=_weakly(method))


def at_exit(method: Callable[[], object]) -> None:
    """Calls a bound method when the process ends."""
    atexit.register(_weakly(method))


def _weakly(method: Callable[[], object]) -> Callable[[], None]:
    weak = WeakMethod(method)

    def call() -> None:
        bound = weak()
        if bound is not None:
            bound()

    return call
