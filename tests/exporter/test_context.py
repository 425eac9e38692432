"""Contexts nest, and stay in their thread or task."""

from __future__ import annotations

import asyncio
import contextvars
from threading import Thread

import pytest

import watchspec
from watchspec._internal.context import EMPTY, Context, current


def test_nesting_merges() -> None:
    """The inner context adds to the outer one and ends alone."""
    with watchspec.context(feature="f", user_id="u") as outer:
        with watchspec.context(session_id="s", feature="g"):
            assert current() == Context("g", "u", "s", None)
        assert current() == outer == Context("f", "u")
    assert current() == EMPTY


def test_one_object_can_be_entered_again() -> None:
    """Also inside itself, as in a recursive function."""
    again = watchspec.context(feature="f")
    with again, again:
        assert current().feature == "f"
    assert current() == EMPTY


def test_ends_with_an_exception() -> None:
    """And lets it pass."""
    with pytest.raises(KeyError), watchspec.context(feature="f"):
        raise KeyError
    assert current() == EMPTY


def test_tasks_and_threads_are_apart() -> None:
    """Two tasks do not see each other's; a new thread begins with none."""

    async def task(name: str) -> str | None:
        with watchspec.context(feature=name):
            await asyncio.sleep(0)
            return current().feature

    async def main() -> tuple[str | None, str | None]:
        both = await asyncio.gather(task("a"), task("b"))
        return both[0], both[1]

    assert asyncio.run(main()) == ("a", "b")
    seen: list[Context] = []
    with watchspec.context(feature="f"):
        thread = Thread(target=lambda: seen.append(current()))
        thread.start()
        thread.join()
    assert seen == [EMPTY]


def test_closed_from_another_context() -> None:
    """A generator that is finalised elsewhere raises nothing."""
    entered = watchspec.context(feature="f")
    contextvars.copy_context().run(entered.__enter__)
    entered.__exit__(None, None, None)
    assert current() == EMPTY
