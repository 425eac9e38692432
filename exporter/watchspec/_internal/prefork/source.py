"""One file of values: which samples it has is kept, so that a later scrape only reads the numbers."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from watchspec._internal.prefork.mmaps import HEADER, DamagedError, keys_of, used_of
from watchspec._internal.rendering.pace import ITEMS

if TYPE_CHECKING:
    from watchspec._internal.prefork.names import Named
    from watchspec._internal.prefork.slots import Slot, Slots
    from watchspec._internal.rendering.pace import Pace

EMPTY = memoryview(bytes(HEADER)).cast("d")


class Source:
    """A file, held open: as long as it is, no other file can take its place unnoticed.

    `slots` are its samples in their order, `places` where each one's value is among `doubles`.
    """

    __slots__ = ("_file", "_known", "_parsed", "damaged", "doubles", "helps", "kind", "places", "process", "slots")

    def __init__(self, path: str, named: Named, known: Slots) -> None:
        self.kind = named.kind
        self.process = named.process
        self.doubles = EMPTY
        """The file's bytes as of the last reading; the first one is 0.0 instead of the header."""
        self._file = Path(path).open("rb", buffering=0)  # noqa: SIM115 - see above
        self._known = known
        self._begin()

    def _begin(self) -> None:
        self.slots: list[Slot] = []
        self.places: list[int] = []
        self.helps: dict[str, str] = {}
        self.damaged = False
        self._parsed = HEADER

    def is_still(self, path: str) -> bool:
        """Whether the file is the one that has this path now."""
        try:
            return os.path.samestat(os.fstat(self._file.fileno()), os.stat(path))  # noqa: PTH116 - called for each file at each scrape
        except OSError:
            return False

    def close(self) -> None:
        """Gives the file back."""
        self._file.close()

    def read(self, pace: Pace) -> None:
        """Reads what is in the file now; of a damaged one what comes before the damage.

        Raises:
            UnfamiliarError: a key is not one of prometheus_client's.
        """
        self._file.seek(0)
        used = used_of(self._file.read(HEADER))
        whole = used - used % HEADER
        data = bytearray(max(whole, HEADER))
        self._file.seek(0)
        present = self._file.readinto(data) or 0
        data[:HEADER] = bytes(HEADER)
        if whole < self._parsed and self.slots:
            self._begin()
        if whole > self._parsed and not self.damaged:
            self._learn(memoryview(data), min(whole, present), pace)
        self.damaged |= present < whole or used != whole
        self.doubles = memoryview(data).cast("d")
        if self.places and self.places[-1] + 1 >= len(self.doubles):
            self._begin()

    def _learn(self, data: memoryview, end: int, pace: Pace) -> None:
        try:
            for key, place, position in keys_of(data, self._parsed, end):
                slot, text = self._known.named(self.kind, self.process, key)
                self.slots.append(slot)
                self.places.append(place)
                self.helps.setdefault(slot.metric, text)
                self._parsed = position
                if not len(self.slots) % ITEMS:
                    pace()
        except (DamagedError, ValueError):
            self.damaged = True
