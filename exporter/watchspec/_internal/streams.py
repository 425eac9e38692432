"""A stream that looks, reads and closes as the client's own, and tells how it ended.

The watched stream is an instance of a subclass of the original's class that shares
its `__dict__`: every attribute passes through both ways. It is not part of the
reference cycle inside the client's stream, so dropping it is noticed at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec._internal.reading import loops
from watchspec._internal.transport import watch_end

if TYPE_CHECKING:
    from watchspec._internal.reading.reader import Reader

MAX_REMEMBERED = 1_000
_classes: dict[type, type] = {}
known_kinds: dict[type, bool] = {}
"""Whether results of a class are streams, as `is_stream` has found."""
_usual: dict[Any, bool] = {}
_new = tuple.__new__  # without a call of any method of ours
_ITERATION = ("__iter__", "__next__", "__aiter__", "__anext__")


class Held(tuple[Any, "Reader"]):
    """A stream and its reader, owned by what the caller holds; their end of life ends the call if nothing else did."""

    __slots__ = ()

    def __del__(self) -> None:
        reader = self[1]
        if not reader.operation.done:
            reader.dropped()


class SyncMethods:
    """Reading of a synchronous stream."""

    __slots__ = ()
    _watch_slots: Held

    def __iter__(self) -> Any:
        reader = self._watch_slots[1]
        return reader.loop(self, reader)

    def __next__(self) -> Any:
        stream, reader = self._watch_slots
        return loops.read_one(stream, reader)


class AsyncMethods:
    """Reading of an asynchronous stream."""

    __slots__ = ()
    _watch_slots: Held

    def __aiter__(self) -> Any:
        reader = self._watch_slots[1]
        return reader.later_loop(self, reader)

    async def __anext__(self) -> Any:
        stream, reader = self._watch_slots
        return await loops.read_one_later(stream, reader)


class ForeignSyncMethods(SyncMethods):
    """Reading of a synchronous stream whose class reads in its own way."""

    __slots__ = ()

    def __iter__(self) -> Any:
        return loops.read_foreign(self, self._watch_slots[1])


class ForeignAsyncMethods(AsyncMethods):
    """Reading of an asynchronous stream whose class reads in its own way."""

    __slots__ = ()

    def __aiter__(self) -> Any:
        return loops.read_foreign_later(self, self._watch_slots[1])


def is_stream(result: Any) -> bool:
    """Whether `result` is a stream of parsed chunks."""
    kind = type(result)
    try:
        return known_kinds[kind]
    except KeyError:
        found = hasattr(kind, "__next__") or hasattr(kind, "__anext__")
        if len(known_kinds) < MAX_REMEMBERED:
            known_kinds[kind] = found
        return found and hasattr(result, "response")


def watch_stream(stream: Any, reader: Reader) -> Any:
    """The caller's stream in place of `stream`, read by `reader`."""
    kind = type(stream)
    watched: Any = object.__new__(_classes.get(kind) or _class_for(kind))
    watched.__dict__ = stream.__dict__
    watched._watch_slots = _new(Held, (stream, reader))  # noqa: SLF001 - a slot of our own class
    watch_end(stream.response, reader)
    return watched


def _class_for(kind: type) -> type:
    namespace = {"__slots__": ("_watch_slots",), "__module__": kind.__module__, "__qualname__": kind.__qualname__}
    made = _classes[kind] = type(kind.__name__, (_methods_for(kind), kind), namespace)
    return made


def _methods_for(kind: type) -> type:
    is_usual = reads_as_usual(kind)
    if hasattr(kind, "__anext__"):
        return AsyncMethods if is_usual else ForeignAsyncMethods
    return SyncMethods if is_usual else ForeignSyncMethods


def reads_as_usual(kind: Any) -> bool:
    """Whether a class of streams, None or not, iterates as the client's own does."""
    kind = getattr(kind, "__origin__", kind)
    known = _usual.get(kind)
    if known is None:
        methods = (getattr(kind, name, None) for name in _ITERATION)
        modules = [str(getattr(method, "__module__", "")) for method in methods if method is not None]
        known = all(module.startswith("openai.") for module in modules)
        if len(_usual) < MAX_REMEMBERED:
            _usual[kind] = known
    return known
