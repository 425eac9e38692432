"""Sends a stream at its pace, through whatever trouble the behaviour asks for."""

from __future__ import annotations

import json
import zlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec.testing.answers.parts import Stream
    from watchspec.testing.behaviour import Behaviour

GZIP = 16 + zlib.MAX_WBITS


class Lost(Exception):  # noqa: N818 - it is an event, not an error
    """The connection is to be lost now."""


class ChunkedBody:
    """The body of an HTTP answer of unknown length."""

    def __init__(self, write: Callable[[bytes], Any], *, gzip: bool) -> None:
        self._send = write
        self._packer = zlib.compressobj(wbits=GZIP) if gzip else None

    def write(self, data: bytes) -> None:
        """Sends `data` now."""
        if self._packer is not None and data:
            data = self._packer.compress(data) + self._packer.flush(zlib.Z_SYNC_FLUSH)
        self._chunk(data)

    def end(self) -> None:
        """Ends the body properly."""
        if self._packer is not None:
            self._chunk(self._packer.flush(zlib.Z_FINISH))
        self._send(b"0\r\n\r\n")

    def _chunk(self, data: bytes) -> None:
        if data:
            self._send(b"%x\r\n%b\r\n" % (len(data), data))


class Delivery:
    """One stream on its way; `wait` pauses for so many seconds."""

    def __init__(self, stream: Stream, behaviour: Behaviour, body: ChunkedBody, wait: Callable[[float], None]) -> None:
        self._stream = stream
        self._behaviour = behaviour
        self._body = body
        self._wait = wait
        self._tokens = 0
        self._events = 0

    def run(self) -> None:
        """Sends everything, or as much as the behaviour lets through.

        Raises:
            Lost: the connection is to be lost.
        """
        closing = False
        for part in self._stream.parts:
            if part.kind == "reasoning":
                self._wait(self._behaviour.reasoning_delay)
            elif part.kind != "opening" and not closing:
                closing = part.kind == "closing"
                if not self._goes_on(closing=closing):
                    return
            self._event(part.data)
        if self._stream.done:
            self._body.write(b"data: [DONE]\n\n")

    def _goes_on(self, *, closing: bool) -> bool:
        """Pauses, and meets the trouble at this number of tokens; False if the answer ends here."""
        behaviour, position = self._behaviour, self._tokens
        if position == 0:
            self._wait(behaviour.first_token)
        if behaviour.cut_after == position:
            raise Lost
        if behaviour.stall_after == position:
            self._wait(behaviour.stall)
        if behaviour.fail_after == position:
            self._fail()
            return False
        if behaviour.end_after == position:
            return False
        if not closing:
            if position:
                self._wait(behaviour.token_delay)
            self._tokens += 1
        return True

    def _fail(self) -> None:
        if self._stream.failure is None:
            raise Lost
        self._event(self._stream.failure(self._behaviour.fail_with, self._events))

    def _event(self, data: dict[str, Any] | bytes) -> None:
        if isinstance(data, bytes):
            self._body.write(data)
            return
        self._events += 1
        comment = b": keep-alive\n\n" if self._behaviour.keep_alive else b""
        name = f"event: {data.get('type', 'error')}\n".encode() if self._stream.named else b""
        self._body.write(comment + name + b"data: " + json.dumps(data).encode() + b"\n\n")
