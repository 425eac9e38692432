"""The bytes of prometheus_client's files: a header, then for each sample its key, its value and a timestamp.

    int32 used | 4 bytes | { int32 length | key, padded to 8 | double value | double timestamp } ...

What follows after `used` bytes is room to grow; in the files that we write it names the files that were merged.
"""

from __future__ import annotations

import json
from struct import Struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

HEADER = 8
PARTS = 1024
_INTEGER = Struct("i")
_PAIR = Struct("dd")


class DamagedError(Exception):
    """The bytes are not laid out as above."""


def used_of(head: bytes) -> int:
    """Bytes in use, by the first bytes of a file; 0 if it is just being made."""
    return int(_INTEGER.unpack_from(head)[0]) if len(head) >= _INTEGER.size else 0


def keys_of(data: memoryview) -> Iterator[tuple[bytes, int]]:
    """Each key in a part of a file that begins with one, and where its sample ends; value and timestamp are before.

    Raises:
        DamagedError: when all samples before the damage were given.
    """
    position = 0
    while position < len(data):
        if position + _INTEGER.size > len(data):
            raise DamagedError
        (length,) = _INTEGER.unpack_from(data, position)
        first = position + _INTEGER.size
        position = first + length + 8 - (length + _INTEGER.size) % 8 + _PAIR.size
        if length <= 0 or position > len(data):
            raise DamagedError
        yield bytes(data[first : first + length]), position


def pairs_of(content: bytes) -> Iterator[tuple[bytes, float, float]]:
    """Each key of a file's content with value and timestamp.

    Raises:
        DamagedError: as above.
    """
    data = memoryview(content)[HEADER : used_of(content)]
    for key, end in keys_of(data):
        yield (key, *_PAIR.unpack_from(data, end - _PAIR.size))


def content_of(pairs: Iterable[tuple[bytes, float, float]], merged: Iterable[str]) -> bytes:
    """A file with these samples, which says that the files named `merged` are in it."""
    pieces: list[bytes] = []
    parts: list[bytes] = []
    for key, value, timestamp in pairs:
        padding = b" " * (8 - (len(key) + _INTEGER.size) % 8)
        parts += (_INTEGER.pack(len(key)), key, padding, _PAIR.pack(value, timestamp))
        if len(parts) >= PARTS:  # joined step by step, between which other threads may run
            pieces.append(b"".join(parts))
            parts.clear()
    body = b"".join([*pieces, *parts])
    return _INTEGER.pack(HEADER + len(body)) + bytes(4) + body + json.dumps(list(merged)).encode()


def merged_in(content: bytes) -> list[str]:
    """Names of the files that were merged into this one; none if prometheus_client wrote it."""
    try:
        names = json.loads(content[used_of(content) :].rstrip(b"\0"))
    except ValueError:
        return []
    return names if isinstance(names, list) else []
