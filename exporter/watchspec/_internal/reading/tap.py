"""Events of a body that the caller reads as bytes: looked at on their way, and never changed.

Who proxies a stream hands its bytes on as they come. They are cut into events here as the client would,
and shown to the reader of such streams.
"""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

from watchspec._internal.outcomes import error_of_event

if TYPE_CHECKING:
    from watchspec._internal.operation import Operation
    from watchspec._internal.reading.reader import Reader

MAX_EVENT_BYTES = 8 * 1024 * 1024
"""A longer event, or line, is not waited for: from then on nothing is looked at."""
PIECE = 256 * 1024
"""Bytes that are unpacked at once."""
_ZLIB_OR_GZIP = zlib.MAX_WBITS | 32
_ENCODINGS = frozenset({"", "identity", "gzip", "deflate"})


class Tap:
    """Shows `reader` the events of one body; no method raises."""

    __slots__ = ("_lines", "_rest", "_size", "_unpacker", "failure", "is_on", "reader")

    def __init__(self, reader: Reader, encoding: str) -> None:
        self.reader = reader
        self.is_on = encoding in _ENCODINGS
        self.failure: tuple[str, str | None] | None = None
        """What an event said that reports an error in place of an answer."""
        self._unpacker = zlib.decompressobj(_ZLIB_OR_GZIP) if encoding in ("gzip", "deflate") else None
        self._rest = bytearray()
        """The line that has begun."""
        self._lines: list[bytes] = []
        """The data of the event that has begun, and its size with the line that has begun."""
        self._size = 0

    @property
    def has_seen(self) -> bool:
        """Whether the whole of the body so far was looked at, and had events."""
        return self.is_on and self.reader.operation.first_event is not None

    def feed(self, part: bytes) -> None:
        """Looks at the next bytes of the body, as they came."""
        if not self.is_on:
            return
        try:
            if self._unpacker is None:
                self._read(part)
            else:
                self._unpack(self._unpacker, part)
        except zlib.error:
            self.is_on = False
        except Exception:  # noqa: BLE001 - nothing of ours may reach the host
            self.is_on = False
            self.reader.operation.series.recorder.safety.failed("raw content")
        if not self.is_on:
            self._rest, self._lines = bytearray(), []

    def _unpack(self, unpacker: Any, part: bytes) -> None:
        while part and self.is_on:
            self._read(unpacker.decompress(part, PIECE))
            part = unpacker.unconsumed_tail

    def _read(self, text: bytes) -> None:
        # A carriage return at the end may be half of a line's end.
        end = max(text.rfind(b"\n"), text.rfind(b"\r", 0, -1)) + 1
        if end:
            self._rest += text[:end]
            lines, self._rest = self._rest.splitlines(), bytearray(text[end:])
            for line in lines:
                self._read_line(bytes(line))
        else:
            self._rest += text
        if self._size + len(self._rest) > MAX_EVENT_BYTES:
            self.is_on = False

    def _read_line(self, line: bytes) -> None:
        if line.startswith(b"data:"):
            self._lines.append(line[5:])
            self._size += len(line)
        elif not line and self._lines:
            data, self._lines, self._size = b"\n".join(self._lines), [], 0
            self._see(data)

    def _see(self, data: bytes) -> None:
        try:
            event = json.loads(data)
        except ValueError:  # such as [DONE]
            return
        if type(event) is not dict:
            return
        error = event.get("error")
        if error:
            self.failure = ("error", error_of_event(error))
        self.reader.see(event)


def tap_of(operation: Operation, response: Any) -> Tap | None:
    """What looks at a body that is about to be read; None for one that has no events."""
    headers = response.headers
    if not operation.streamed or "event-stream" not in headers.get("content-type", ""):
        return None
    reader = operation.plan.surface.reader(operation, None)
    return Tap(reader, headers.get("content-encoding", "").strip().lower())
