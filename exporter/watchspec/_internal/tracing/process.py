"""What is to happen to an object when the process forks or ends, for as long as the object lives."""

from __future__ import annotations

import atexit
import os
from typing import TYPE_CHECKING, Any
from weakref import WeakMethod

if TYPE_CHECKING:
    from collections.abc import Callable

_in_children: tuple[WeakMethod[Any], ...] = ()
"""Replaced, never changed, so that a fork at any moment finds it whole."""


def in_children(method: Callable[[], object]) -> None:
    """Calls a bound method in every process that is forked from now on."""
    global _in_children  # noqa: PLW0603 - see above
    # What the interpreter is told it keeps for ever, so it is told of one function for all.
    _in_children = (*(known for known in _in_children if known() is not None), WeakMethod(method))


def _after_fork() -> None:
    for weak in _in_children:
        _call(weak)


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_after_fork)


def at_exit(method: Callable[[], object]) -> None:
    """Calls a bound method when the process ends; before those that are there already."""
    weak: WeakMethod[Any] = WeakMethod(method, lambda _: atexit.unregister(call))

    def call() -> None:
        _call(weak)

    atexit.register(call)


def _call(weak: WeakMethod[Any]) -> None:
    bound = weak()
    if bound is not None:
        bound()
