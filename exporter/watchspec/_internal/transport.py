"""Sees the end of an HTTP body: read out, broken, or closed early.

`response.stream` is public in httpx and httpx2; it is replaced by an object of the
same abstract class that hands everything on. Nothing is buffered or decoded.
"""

from __future__ import annotations

from typing import Any, Protocol


class EndWatcher(Protocol):
    """Told that a body was closed, possibly more than once."""

    def body_closed(self) -> None:
        """The body was closed, by its reader after the last byte or by the caller before it."""


class BodyWatcher(EndWatcher, Protocol):
    """Told also how a body is read."""

    def body_iterator(self, iterator: Any) -> Any:
        """The iterator to read the body with: `iterator`, or one that looks on."""


class _Delegate:
    """Shared by all kinds."""

    inner: Any
    """The original stream."""
    watcher: Any

    def __getattr__(self, name: str) -> Any:
        return getattr(self.inner, name)


class SyncDelegate(_Delegate):
    """Body of a synchronous response."""

    def __iter__(self) -> Any:
        return iter(self.inner)

    def close(self) -> None:
        """Closes the original, then tells."""
        try:
            self.inner.close()
        finally:
            self.watcher.body_closed()


class ReadSyncDelegate(SyncDelegate):
    """The same, where somebody looks on while it is read."""

    def __iter__(self) -> Any:
        return self.watcher.body_iterator(iter(self.inner))


class AsyncDelegate(_Delegate):
    """Body of an asynchronous response."""

    def __aiter__(self) -> Any:
        return aiter(self.inner)

    async def aclose(self) -> None:
        """Closes the original, then tells."""
        try:
            await self.inner.aclose()
        finally:
            self.watcher.body_closed()


class ReadAsyncDelegate(AsyncDelegate):
    """As `ReadSyncDelegate`."""

    def __aiter__(self) -> Any:
        return self.watcher.body_iterator(aiter(self.inner))


_ends: dict[type, type] = {}
_bodies: dict[type, type] = {}


def watch_end(response: Any, watcher: EndWatcher) -> None:
    """Makes `watcher` hear of the end of `response`'s body, which has not been read yet."""
    inner = response.stream
    kind = type(inner)
    # Without a constructor, as the path of each stream comes by here.
    watched: Any = object.__new__(_ends.get(kind) or _class_for(kind, _ends, SyncDelegate, AsyncDelegate))
    watched.inner, watched.watcher = inner, watcher
    response.stream = watched


def watch_body(response: Any, watcher: BodyWatcher) -> None:
    """As `watch_end`; `watcher` also hears how the body is read."""
    inner = response.stream
    kind = type(inner)
    watched: Any = object.__new__(_bodies.get(kind) or _class_for(kind, _bodies, ReadSyncDelegate, ReadAsyncDelegate))
    watched.inner, watched.watcher = inner, watcher
    response.stream = watched


def _class_for(kind: type, known: dict[type, type], sync: type, later: type) -> type:
    asynchronous = hasattr(kind, "__aiter__")
    wanted = "AsyncByteStream" if asynchronous else "SyncByteStream"
    base = next(base for base in kind.__mro__ if base.__name__ == wanted)
    made = known[kind] = type(kind.__name__, (later if asynchronous else sync, base), {})
    return made
