"""What is seen of a stream, chunk by chunk, and how it ended."""

from __future__ import annotations

from array import array
from time import perf_counter
from typing import TYPE_CHECKING, Any

from watchspec._internal.reading import loops
from watchspec._internal.reading.view import View
from watchspec._internal.usage import field

if TYPE_CHECKING:
    from watchspec._internal.operation import Operation

End = tuple[str, "str | None"]
"""Outcome and kind of error."""


class Reader:
    """Reads one stream; subclasses say what its chunks mean. No method raises.

    `times` has the arrival of each visible token (perf_counter). The loops append to it
    for chunks that are nothing but a token; all others come to `see`.
    """

    sees_all = False
    """Whether also chunks that are only a token have to be looked at."""
    texts: list[str] | None = None
    """What was said, only where traces are to have it."""
    untimed = 0
    """Plain tokens that were only counted."""
    busy = False
    """Whether the next chunk is being waited for; only kept where chunks are asked for one at a time."""

    plain: frozenset[str] = frozenset()
    """Types of events that are nothing but a visible token."""

    loop: Any = staticmethod(loops.read_events)
    """What reads the stream for a caller who loops over it."""
    later_loop: Any = staticmethod(loops.read_events_later)
    """As `loop`, for an asynchronous stream."""

    def __init__(self, operation: Operation, stream: Any, *, swallow: bool = False) -> None:
        self.operation = operation
        self.stream = stream
        self.swallow = swallow
        self.times = array("d")
        if operation.content is not None or operation.choices != 1 or not operation.series.recorder.inter_token:
            self._look_closer()

    def _look_closer(self) -> None:
        """Gets ready where something else is wanted than of most streams."""
        if self.operation.content is not None:
            self.texts = []
            self.sees_all = True

    def see(self, chunk: Any) -> bool:
        """Notes one chunk; False if it is the usage chunk that only we asked for."""
        try:
            if self.operation.first_event is None:
                self.operation.first_event = self.times[0] if self.times else perf_counter()
            if self.texts is not None:
                self.texts.append(self._text(View(chunk) if type(chunk) is dict else chunk))
            return self._see(chunk)
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self.operation.series.recorder.safety.failed("stream chunk")
            return not self.swallow or bool(getattr(chunk, "choices", True))

    def _see(self, chunk: Any) -> bool:
        """Notes a chunk that is not only a token."""
        raise NotImplementedError

    def _text(self, chunk: Any) -> str:
        """What the chunk says, for traces that are to have it."""
        delta = getattr(chunk, "delta", None)
        return delta if isinstance(delta, str) and getattr(chunk, "type", None) in self.plain else ""

    def ending(self) -> End | None:
        """How the stream ends if nothing more comes; None where its last word is missing."""
        raise NotImplementedError

    def exhausted(self) -> None:
        """The stream has ended by itself."""
        self._end(self.ending() or ("cut", "cut"))

    def raised(self, exc: BaseException) -> None:
        """Reading the next chunk has failed."""
        self._fold()
        self.operation.end_with(exc, mid_stream=True)

    def dropped(self) -> None:
        """Nobody holds the stream any more; called by a finalizer, so it only takes notes."""
        if self.operation.done:
            return
        self.operation.times = self.times
        self.operation.drop(self.judged)
        # What waits to be counted must not keep the connection.
        self.stream = None

    def judged(self) -> End | None:
        """How a stream ended that nobody holds any more, when it is counted."""
        self._fold()
        return self.ending()

    def is_reading(self) -> bool:
        """Whether it is the client's stream itself that asks this, at work, and nobody from outside."""
        within = loops.is_within(self.stream)
        return self.busy if within is None else within

    def body_closed(self) -> None:
        """The body was closed; from outside of a read, that was the caller. A complete answer is not abandoned."""
        if not self.operation.done and not self.is_reading():
            self._end(self.ending() or ("abandoned", None))

    def end_as(self, end: End) -> None:
        """The stream has ended like this, whatever its last event said."""
        self._end(end)

    def _end(self, end: End) -> None:
        if self.operation.done:
            return
        self._fold()
        self.operation.end(*end)

    def _fold(self) -> None:
        self.operation.heard(self.times)
        if self.untimed:
            self.operation.only_counted(self.untimed)
        self.stream = None
        if self.texts and self.operation.content is not None:
            self.operation.content = self.operation.content._replace(answer="".join(self.texts))


class EventReader(Reader):
    """A stream of typed events; also serves answers that are never streamed."""

    ends: frozenset[str] = frozenset()
    """Types of events that end the stream well."""

    def __init__(self, operation: Operation, stream: Any, *, swallow: bool = False) -> None:
        super().__init__(operation, stream, swallow=swallow)
        self.end: End | None = None

    def _see(self, chunk: Any) -> bool:
        kind = chunk.get("type") if type(chunk) is dict else getattr(chunk, "type", None)
        if kind in self.plain:
            self.times.append(perf_counter())
        elif kind in self.ends:
            if field(chunk, "usage") is not None:
                self.operation.learn(chunk)
            self.end = ("success", None)
        return True

    def ending(self) -> End | None:
        """As its last event said."""
        return self.end
