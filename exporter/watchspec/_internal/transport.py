"""Sees the end of an HTTP body: read out, broken, or closed early.

`response.stream` is public in httpx and httpx2; it is replaced by an object of the
same abstract class that hands everything on. Nothing is buffered or decoded.
"""

from __future__ import annotations

from typing import Any, Protocol

_classes: dict[type, type] = {}


class BodyWatcher(Protocol):
    """Told how a body is read, and that it was closed, possibly more than once."""

    def body_iterator(self, iterator: Any) -> Any:
        """The iterator to read the body with: `iterator`, or one that looks on."""

    def body_closed(self) -> None:
        """The body was closed, by its reader after the last byte or by the caller before it."""


class _Delegate:
    """Shared by both kinds; `inner` is the original stream."""

    def __init__(self, inner: Any, watcher: BodyWatcher) -> None:
        self.inner = inner
        self.watcher = watcher

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class SyncDelegate(_Delegate):
    """Body of a synchronous response."""

    def __iter__(self) -> Any:
        return self.watcher.body_iterator(iter(self.inner))

    def close(self) -> None:
        """Closes the original, then tells."""
        try:
            self.inner.close()
        finally:
            self.watcher.body_closed()


class AsyncDelegate(_Delegate):
    """Body of an asynchronous response."""

    def __aiter__(self) -> Any:
        return self.watcher.body_iterator(self.inner.__aiter__())

    async def aclose(self) -> None:
        """Closes the original, then tells."""
        try:
            await self.inner.aclose()
        finally:
            self.watcher.body_closed()


def watch_body(response: Any, watcher: BodyWatcher) -> None:
    """Makes `watcher` hear of the end of `response`'s body, which has not been read yet."""
    inner = response.stream
    kind = type(inner)
    response.stream = (_classes.get(kind) or _class_for(kind))(inner, watcher)


def _class_for(kind: type) -> type:
    asynchronous = hasattr(kind, "__aiter__")
    wanted = "AsyncByteStream" if asynchronous else "SyncByteStream"
    base = next(base for base in kind.__mro__ if base.__name__ == wanted)
    made = _classes[kind] = type(kind.__name__, (AsyncDelegate if asynchronous else SyncDelegate, base), {})
    return made
