"""Exemplars of a worker, which prometheus_client drops in this mode: the newest one of each sample, in a side file.

    int32 used | int32 changes | { int32 length | key, padded to 8 | record } ...

The file is mapped into memory, so that what was noted is there to be read, also from a worker that is idle
since. A record has a checksum, so that a reader takes no record that is just being written.
"""

from __future__ import annotations

import json
import mmap
import re
import zlib
from bisect import bisect_left
from math import isnan
from struct import Struct
from time import time
from typing import TYPE_CHECKING, Any

from prometheus_client.samples import Exemplar

from watchspec._internal.locks import new_lock
from watchspec._internal.prefork import is_on
from watchspec._internal.prefork.claims import claim, own_claim
from watchspec._internal.rendering.client import exemplar_text
from watchspec._internal.rendering.pace import ITEMS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from watchspec._internal.prefork.slots import Slot, Slots
    from watchspec._internal.rendering.pace import Pace

MAX_SAMPLES = 4096
"""Samples of one worker that can have an exemplar; later ones get none."""
MAX_CHARACTERS = 128
"""OpenMetrics' limit for the names and values of one exemplar together."""
MAX_BYTES = 212
"""For the names and values as JSON."""
_HEAD = Struct("ii")
_LENGTH = Struct("i")
_BODY = Struct(f"ddi{MAX_BYTES}s")
_CHECK = Struct("Ixxxx")
RECORD = _CHECK.size + _BODY.size
_dumps = json.JSONEncoder(separators=(",", ":"), ensure_ascii=False).encode
_LABEL = re.compile(r"[a-zA-Z_][a-zA-Z0-9_]*")
_START = 1 << 15


def note(
    metric: str,
    labels: Mapping[str, str],
    le: float | None,
    exemplar: Mapping[str, str],
    value: float,
    timestamp: float | None = None,
) -> bool:
    """Remembers the exemplar of a histogram's bucket, or of a counter.

    Args:
        metric: name of the histogram, or of the counter with or without `_total`.
        labels: those of the series, without `le`.
        le: upper bound of the bucket that `value` fell into; None for a counter.
        exemplar: its own labels, such as `{"trace_id": "..."}`.
        value: what was observed or added.
        timestamp: seconds since the epoch; by default now.

    Returns whether it is there: not outside multiprocess mode, not if it breaks a limit above. Raises only OSError.
    """
    if not is_on():
        return False
    record = _record(exemplar, value, time() if timestamp is None else timestamp)
    if record is None:
        return False
    return _put((metric.removesuffix("_total") if le is None else metric, le, *labels.items()), record)


def _record(exemplar: Mapping[str, str], value: float, timestamp: float) -> bytes | None:
    """None if it breaks a limit."""
    text = _dumps(dict(exemplar)).encode()
    characters = sum(len(name) + len(word) for name, word in exemplar.items())
    if characters > MAX_CHARACTERS or len(text) > MAX_BYTES or not all(map(_LABEL.fullmatch, exemplar)):
        return None
    body = _BODY.pack(value, timestamp, len(text), text)
    return _CHECK.pack(zlib.crc32(body)) + body


def note_child(child: Any, value: float, exemplar: Mapping[str, str]) -> bool:
    """The same for an observation of a histogram's child, or for what was added to a counter's.

    Raises:
        AttributeError: the child is not laid out as prometheus_client's are.
    """
    le = None
    bounds = getattr(child, "_upper_bounds", None)
    if bounds is not None:
        place = bisect_left(bounds, value)
        if isnan(value) or place >= len(bounds):
            return False  # as observing it: it is in no bucket
        le = bounds[place]
    labels = dict(zip(child._labelnames, child._labelvalues, strict=True))  # noqa: SLF001 - prometheus_client has no public way to ask
    return note(child._name, labels, le, exemplar, value)  # noqa: SLF001 - as above


class _Store:
    """A side file of this process; for one thread at a time."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._map = self._mapped(_START)
        self._map[: _HEAD.size] = _HEAD.pack(_HEAD.size, 0)
        self._places: dict[tuple[Any, ...], int] = {}
        self._changes = 0

    def put(self, key: tuple[Any, ...], record: bytes) -> bool:
        """Writes a sample's record, if there is room for it."""
        place = self._places.get(key)
        if place is None:
            if len(self._places) >= MAX_SAMPLES:
                return False
            place = self._places[key] = self._add(key)
        self._map[place : place + RECORD] = record
        self._changes = (self._changes + 1) & 0x7FFFFFFF
        self._map[4:8] = _LENGTH.pack(self._changes)
        return True

    def _add(self, key: tuple[Any, ...]) -> int:
        """Makes room, and says how much is used only when the key is there."""
        metric, le, *labels = key
        name = json.dumps([metric, dict(labels), le]).encode()
        name = name.ljust(len(name) + 8 - (len(name) + _LENGTH.size) % 8)
        used, _ = _HEAD.unpack_from(self._map)
        place = int(used) + _LENGTH.size + len(name)
        while place + RECORD > len(self._map):
            before, self._map = self._map, self._mapped(2 * len(self._map))
            before.close()
        self._map[used:place] = _LENGTH.pack(len(name)) + name
        self._map[:4] = _LENGTH.pack(place + RECORD)
        return place

    def _mapped(self, size: int) -> mmap.mmap:
        with self.path.open("a+b") as file:
            file.truncate(size)
            return mmap.mmap(file.fileno(), size)

    def close(self) -> None:
        """Gives the file back; what it holds stays."""
        self._map.close()


class _Own:
    store: _Store | None = None
    claim: Path | None = None
    turn = new_lock()


def _put(key: tuple[Any, ...], record: bytes) -> bool:
    claim()
    claimed = own_claim()
    if claimed is None:
        return False
    with _Own.turn:
        if _Own.store is None or _Own.claim is not claimed:
            if _Own.store is not None:
                _Own.store.close()  # the parent's, before the fork
            _Own.store, _Own.claim = _Store(claimed.with_suffix(".exemplars")), claimed
        return _Own.store.put(key, record)


class Noted:
    """Another process's side file, as of the last reading."""

    def __init__(self, path: Path, known: Slots) -> None:
        self._path = path
        self._known = known
        self._slots: list[tuple[Slot | None, int]] = []
        self._records: list[bytes] = []
        self._marks: list[tuple[float, str] | None] = []
        self._parsed = _HEAD.size
        self._head = b""

    def read(self, pace: Pace) -> Iterator[tuple[Slot, tuple[float, str]]]:
        """Each sample's exemplar: when it was noted, and the end of its line. Nothing if the file is gone."""
        try:
            with self._path.open("rb", buffering=0) as file:
                head = file.read(_HEAD.size)
                if head != self._head and len(head) == _HEAD.size:
                    self._update(head, head + file.read(max(_HEAD.unpack(head)[0] - len(head), 0)), pace)
        except OSError:
            return
        for (slot, _), mark in zip(self._slots, self._marks, strict=True):
            if slot is not None and mark is not None:
                yield slot, mark

    def _update(self, head: bytes, content: bytes, pace: Pace) -> None:
        self._learn(content)
        for at, (_, place) in enumerate(self._slots):
            record = content[place : place + RECORD]
            if record != self._records[at]:
                mark = _mark(record)
                if mark is not None:  # else it is just being written: the one before stays
                    self._records[at], self._marks[at] = record, mark
            if not at % ITEMS:
                pace()
        self._head = head

    def _learn(self, content: bytes) -> None:
        while self._parsed + _LENGTH.size <= len(content):
            (length,) = _LENGTH.unpack_from(content, self._parsed)
            place = self._parsed + _LENGTH.size + length
            if length <= 0 or place + RECORD > len(content):
                return
            self._slots.append((self._slot(content[place - length : place]), place))
            self._records.append(b"")
            self._marks.append(None)
            self._parsed = place + RECORD

    def _slot(self, name: bytes) -> Slot | None:
        try:
            metric, labels, le = json.loads(name)
            return self._known.counter(metric, labels) if le is None else self._known.bucket(metric, labels, float(le))
        except (ValueError, TypeError, AttributeError):
            return None


def _mark(record: bytes) -> tuple[float, str] | None:
    body = record[_CHECK.size :]
    if len(record) != RECORD or _CHECK.unpack_from(record)[0] != zlib.crc32(body):
        return None
    value, timestamp, length, text = _BODY.unpack(body)
    return timestamp, f"{exemplar_text(Exemplar(json.loads(text[:length]), value, timestamp))}\n"
