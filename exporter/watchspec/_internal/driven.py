"""Observed generators: the step is the current one while the generator runs, and not while its consumer does.

A plain `with span(...)` around `yield from` would charge the consumer's calls to the step.
"""

from __future__ import annotations

from functools import wraps
from typing import TYPE_CHECKING, Any

from watchspec._internal.steps import current

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec._internal.steps import Step


class Drive:
    """Entered around each resumption of one generator; steps that it has open itself are kept for the next one."""

    __slots__ = ("_held", "_outside", "_step")

    def __init__(self, step: Step | None) -> None:
        self._step = step
        self._held = self._outside = step

    def __enter__(self) -> None:
        self._outside = current.get()
        if self._step is not None:
            current.set(self._held)

    def __exit__(self, *_: object) -> None:
        self._held = current.get()
        current.set(self._outside)

    def end(self, exc: BaseException | None = None) -> None:
        """The generator has returned or raised."""
        if self._step is not None:
            self._step.end_with(exc)

    def left(self, exc: BaseException) -> None:
        """The generator was closed, perhaps by a finalizer: a GeneratorExit, or what its clean-up raised."""
        if self._step is not None:
            self._step.end_later("cancelled" if isinstance(exc, GeneratorExit) else "error")


def wrap_generator(function: Any, begin: Callable[[], Step | None]) -> Any:
    """A generator function in place of `function`, after PEP 380's meaning of `yield from`."""

    @wraps(function)
    def generating(*args: Any, **kwargs: Any) -> Any:
        body = function(*args, **kwargs)
        drive = Drive(begin())
        sent, thrown = None, None
        while True:
            try:
                with drive:
                    item = body.send(sent) if thrown is None else body.throw(thrown)
            except StopIteration as stop:
                drive.end()
                return stop.value
            except BaseException as exc:
                drive.end(exc)
                raise
            finally:
                thrown = None  # or its traceback would refer to itself through this frame
            try:
                sent = yield item
            except GeneratorExit as left:
                try:
                    with drive:
                        body.close()
                except BaseException as exc:
                    drive.left(exc)
                    raise
                drive.left(left)
                raise
            except BaseException as exc:  # noqa: BLE001 - the generator decides what becomes of it
                sent, thrown = None, exc

    return generating


def wrap_async_generator(function: Any, begin: Callable[[], Step | None]) -> Any:
    """An asynchronous generator function in place of `function`."""

    @wraps(function)
    async def generating(*args: Any, **kwargs: Any) -> Any:
        body = function(*args, **kwargs)
        drive = Drive(begin())
        sent, thrown = None, None
        while True:
            try:
                with drive:
                    item = await (body.asend(sent) if thrown is None else body.athrow(thrown))
            except StopAsyncIteration:
                drive.end()
                return
            except BaseException as exc:
                drive.end(exc)
                raise
            finally:
                thrown = None  # or its traceback would refer to itself through this frame
            try:
                sent = yield item
            except GeneratorExit as left:
                try:
                    with drive:
                        # An event loop that shuts down closes both generators, in any order.
                        if not body.ag_running:
                            await body.aclose()
                except BaseException as exc:
                    drive.left(exc)
                    raise
                drive.left(left)
                raise
            except BaseException as exc:  # noqa: BLE001 - the generator decides what becomes of it
                sent, thrown = None, exc

    return generating
