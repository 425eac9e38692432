"""One file of values: which samples it has is kept, so that a later scrape only reads the numbers."""

from __future__ import annotations

import os
from io import FileIO
from typing import TYPE_CHECKING

from watchspec._internal.prefork.mmaps import HEADER, DamagedError, keys_of, used_of
from watchspec._internal.prefork.slots import help_of
from watchspec._internal.rendering.pace import ITEMS

if TYPE_CHECKING:
    from watchspec._internal.prefork.names import Named
    from watchspec._internal.prefork.slots import Slot, Slots
    from watchspec._internal.rendering.pace import Pace


class Source:
    """A file, held open: as long as it is, no other file can take its place unnoticed.

    `slots` are its samples in their order, `places` where each one's value is among the file's doubles, and `helps`
    the help texts of its metrics.
    """

    __slots__ = ("_descriptor", "_file", "_known", "damaged", "helps", "kind", "places", "process", "size", "slots")

    def __init__(self, path: str, named: Named, known: Slots) -> None:
        self.kind = named.kind
        self.process = named.process
        # Not closed by the file object, which would complain of one that is still open when the process ends.
        self._descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
        self._file = FileIO(self._descriptor, closefd=False)
        self._known = known
        self._begin()

    def _begin(self) -> None:
        self.slots: list[Slot] = []
        self.places: list[int] = []
        self.helps: dict[str, str] = {}
        self.damaged = False
        self.size = HEADER
        """Bytes up to the end of the last sample."""

    def is_still(self, path: str) -> bool:
        """Whether the file is the one that has this path now."""
        try:
            return os.path.samestat(os.fstat(self._descriptor), os.stat(path))  # noqa: PTH116 - called for each file at each scrape
        except OSError:
            return False

    def close(self) -> None:
        """Gives the file back; again is harmless."""
        if not self._file.closed:
            self._file.close()
            os.close(self._descriptor)

    def learn(self, pace: Pace) -> None:
        """Finds the samples that are new; of a damaged file those before the damage.

        Raises:
            UnfamiliarError: a key is not one of prometheus_client's.
        """
        self._file.seek(0)
        used = used_of(self._file.read(HEADER))
        if used < self.size and self.slots:
            self._begin()
        if used <= self.size or self.damaged:
            return
        self._file.seek(self.size)
        # As long as the file says, in the place where it is: positions count from the file's begin.
        data = memoryview(self._file.read(used - self.size))
        pace()
        start = self.size
        try:
            for key, end in keys_of(data):
                slot = self._known.named(self.kind, self.process, key)
                if slot.metric not in self.helps:
                    self.helps[slot.metric] = help_of(key)
                self.slots.append(slot)
                self.size = start + end
                self.places.append((self.size >> 3) - 2)
                if not len(self.slots) % ITEMS:
                    pace()
        except (DamagedError, ValueError):
            self.damaged = True
        self.damaged |= self.size < used

    def fill(self, buffer: bytearray) -> memoryview[float]:
        """The file's doubles as they are now, read into `buffer`; the first one is 0.0 instead of the header."""
        self._file.seek(0)
        view = memoryview(buffer)[: self.size]
        present = self._file.readinto(view) or 0
        if present < self.size and self.slots:  # cut off since it was learnt
            self.damaged = True
            view[present:] = bytes(self.size - present)
        view[:HEADER] = bytes(HEADER)
        return view.cast("d")
