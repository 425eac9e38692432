"""A stream that looks, reads and closes as the client's own, and tells how it ended.

The watched stream is an instance of a subclass of the original's class that shares
its `__dict__`: every attribute passes through both ways. It is not part of the
reference cycle inside the client's stream, so dropping it is noticed at once.
"""

from __future__ import annotations

from time import perf_counter
from typing import Any

from watchspec._internal.transport import watch_body
from watchspec._internal.usage import find_usage

_classes: dict[type, type] = {}


class Handle:
    """Owned by what the caller holds; its end of life is the end of the call if nothing else was."""

    __slots__ = ("operation",)

    def __init__(self, operation: Any) -> None:
        self.operation = operation

    def __del__(self) -> None:
        operation = self.operation
        if not operation.done:
            operation.series.recorder.abandoned.add(operation)


class Watch:
    """What is seen of a stream, chunk by chunk."""

    __slots__ = ("open", "operation", "reading", "reasons", "swallow", "waiting")

    def __init__(self, operation: Any, *, swallow: bool) -> None:
        self.operation = operation
        self.swallow = swallow
        self.reasons: dict[int, str] = {}
        self.open: set[int] = set()
        self.reading = False
        self.waiting = True

    def keep(self, chunk: Any) -> bool:
        """Notes one chunk; False if it is the usage chunk that only we asked for."""
        try:
            return self._see(chunk)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self.operation.series.recorder.safety.failed("stream chunk")
            return not self.swallow or bool(getattr(chunk, "choices", True))

    def _see(self, chunk: Any) -> bool:
        operation = self.operation
        if type(chunk) is dict:
            chunk = View(chunk)
        choices = getattr(chunk, "choices", None)
        if operation.answered is None:
            operation.learn(chunk)
        if not choices:
            usage = find_usage(chunk)
            if usage is None:
                return True
            operation.learn(chunk)
            return not self.swallow
        for choice in choices:
            self._see_choice(choice)
        if self.reasons or chunk.usage is not None:
            operation.learn(chunk)
        return True

    def _see_choice(self, choice: Any) -> None:
        delta = choice.delta
        if delta is not None and _is_token(delta):
            seen = self.operation.last_token = perf_counter()
            if self.waiting:
                self.waiting = False
                self.operation.first_token = seen
        reason = choice.finish_reason
        if reason is not None:
            self.reasons[choice.index] = reason
            self.open.discard(choice.index)
        elif choice.index not in self.reasons:
            self.open.add(choice.index)

    def exhausted(self) -> None:
        """The stream has ended by itself."""
        if self.reasons and not self.open:
            self.operation.end_finished(list(self.reasons.values()))
        else:
            self.operation.end("cut", "cut")

    def body_iterator(self, iterator: Any) -> Any:
        """The body is read as it is; chunks are seen after parsing."""
        return iterator

    def body_closed(self) -> None:
        """The body was closed; from outside of a read, that was the caller. A complete answer is not abandoned."""
        if self.reading:
            return
        if self.reasons and not self.open:
            self.operation.end_finished(list(self.reasons.values()))
        else:
            self.operation.end("abandoned")

    def raised(self, exc: BaseException) -> None:
        """Reading the next chunk has failed."""
        self.operation.end_with(exc, mid_stream=True)


def _is_token(delta: Any) -> bool:
    if delta.content or delta.tool_calls or delta.refusal or delta.function_call:
        return True
    # Spoken answers; older clients have it as an undeclared extra.
    return bool(getattr(delta, "audio", None))


class View:
    """Attribute access to a chunk that the caller wants as a dict."""

    __slots__ = ("_data",)

    def __init__(self, data: dict[str, Any]) -> None:
        self._data = data

    def __getattr__(self, name: str) -> Any:
        value = self._data.get(name)
        if type(value) is list:
            return [View(item) if type(item) is dict else item for item in value]
        return View(value) if type(value) is dict else value


class SyncMethods:
    """Reading of a synchronous stream."""

    __slots__ = ()

    def __iter__(self) -> Any:
        return self

    def __next__(self) -> Any:
        stream, watch, _ = self._watch_slots  # type: ignore[attr-defined]  # a slot of the class made below
        while True:
            watch.reading = True
            try:
                chunk = stream.__next__()
            except StopIteration:
                watch.exhausted()
                raise
            except BaseException as exc:
                watch.raised(exc)
                raise
            finally:
                watch.reading = False
            if watch.keep(chunk):
                return chunk


class AsyncMethods:
    """Reading of an asynchronous stream."""

    __slots__ = ()

    def __aiter__(self) -> Any:
        return self

    async def __anext__(self) -> Any:
        stream, watch, _ = self._watch_slots  # type: ignore[attr-defined]  # a slot of the class made below
        while True:
            watch.reading = True
            try:
                chunk = await stream.__anext__()
            except StopAsyncIteration:
                watch.exhausted()
                raise
            except BaseException as exc:
                watch.raised(exc)
                raise
            finally:
                watch.reading = False
            if watch.keep(chunk):
                return chunk


def watch_stream(stream: Any, operation: Any, *, swallow: bool) -> Any:
    """The caller's stream in place of `stream`; `operation` ends when it does."""
    watch = Watch(operation, swallow=swallow)
    watched: Any = object.__new__(_class_for(type(stream)))
    watched.__dict__ = stream.__dict__
    watched._watch_slots = (stream, watch, Handle(operation))  # noqa: SLF001 - a slot of our own class
    watch_body(stream.response, watch)
    return watched


def _class_for(kind: type) -> type:
    made = _classes.get(kind)
    if made is None:
        methods = AsyncMethods if hasattr(kind, "__anext__") else SyncMethods
        namespace = {"__slots__": ("_watch_slots",), "__module__": kind.__module__, "__qualname__": kind.__qualname__}
        made = _classes[kind] = type(kind.__name__, (methods, kind), namespace)
    return made
