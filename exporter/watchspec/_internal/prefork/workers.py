"""The directory as this process knows it: all workers' files, and what was learnt from them at earlier scrapes."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from prometheus_client.multiprocess import MultiProcessCollector

from watchspec._internal.locks import new_lock
from watchspec._internal.prefork.claims import Census
from watchspec._internal.prefork.exemplars import Noted
from watchspec._internal.prefork.guard import exclusive, shared
from watchspec._internal.prefork.layout import Layout
from watchspec._internal.prefork.names import Named, dead_file, is_live, names_in, side_file, worker_file
from watchspec._internal.prefork.slots import Slots, UnfamiliarError
from watchspec._internal.prefork.source import Source
from watchspec._internal.prefork.sweeping import Sweep, merged_already
from watchspec._internal.prefork.text import Writer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from watchspec._internal.prefork.slots import Slot
    from watchspec._internal.rendering.client import Encoder
    from watchspec._internal.rendering.pace import Pace

FORMATS = 2
"""Formats remembered: that of Prometheus and that of a person who looks."""


class Workers:
    """One directory; threads take turns."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._turn = new_lock()
        self._sources: dict[str, Source] = {}
        self.forget()

    def forget(self) -> None:
        """Begins anew, as at the first scrape."""
        for source in self._sources.values():
            source.close()
        self._sources = {}
        self._known = Slots()
        self._signature: list[tuple[Source, int]] = []
        self._layout = Layout([], self._known, _no_pace)
        self._writers: dict[Any, Writer] = {}
        self._noted: dict[str, Noted] = {}
        self._damaged: set[str] = set()

    def written(self, encoder: Encoder, pace: Pace, failed: Callable[[str], None]) -> list[bytes]:
        """The merged metrics in pieces; `failed` is told the places where something of it was not as expected.

        Raises:
            UnfamiliarError: the files say what we don't know.
            OSError: the directory cannot be read.
        """
        with self._turn:
            try:
                self._sweep(pace, failed)
                pace()
                writer = self._writer(encoder)
                with shared(self.folder):
                    living = self._learn(pace)
                    self._layout.read(pace)
                    marks = self._marks(living, pace) if writer.has_exemplars else {}
                pieces = list(writer.pieces(self._layout, marks, pace))
            except BaseException:
                self.forget()
                raise
            self._tell_damage(failed)
            return pieces

    def collected(self) -> Any:
        """The merged metrics as prometheus_client makes them of the same files."""
        with self._turn, shared(self.folder):
            names = names_in(self.folder)
            dead = Census(self.folder, names).dead
            files = [str(self.folder / name) for name, _ in self._listed(names, dead)]
            return MultiProcessCollector.merge(files)  # type: ignore[no-untyped-call]  # it has no types

    def _writer(self, encoder: Encoder) -> Writer:
        name = (getattr(encoder, "func", encoder), str(getattr(encoder, "keywords", "")))
        writer = self._writers.pop(name) if name in self._writers else Writer(encoder)
        self._writers[name] = writer
        for old in list(self._writers)[:-FORMATS]:
            del self._writers[old]
        return writer

    def _listed(self, names: list[str], dead: set[str]) -> Iterator[tuple[str, Named | None]]:
        """The files to be merged, in the directory's own order as prometheus_client takes them."""
        for name in names:
            if name.endswith(".db") and not name.startswith("."):
                named = worker_file(name)
                if not (named and is_live(named.kind) and named.process in dead):
                    yield name, named
        ending = {name: named for name in names if (named := dead_file(name))}
        merged = {kind: merged_already(self.folder, kind) for kind, _ in ending.values()}
        for name, named in ending.items():
            if name not in merged[named.kind]:
                yield name, named

    def _learn(self, pace: Pace) -> set[str]:
        """Finds the files that there are now, and what is new in them; returns the processes that live."""
        names = names_in(self.folder)
        census = Census(self.folder, names)
        known, self._sources = self._sources, {}
        try:
            for name, named in self._listed(names, census.dead):
                if named is None:
                    raise UnfamiliarError(name)
                source = self._opened(name, named, known)
                if source is not None:
                    self._sources[name] = source
                    source.learn(pace)
        finally:
            for gone in known.values():
                gone.close()
        signature = [(source, len(source.slots)) for source in self._sources.values()]
        if signature != self._signature:
            self._layout = Layout(list(self._sources.values()), self._known, pace)
            self._signature = signature
        return census.living

    def _opened(self, name: str, named: Named, known: dict[str, Source]) -> Source | None:
        path = str(self.folder / name)
        source = known.get(name)
        if source is not None and source.is_still(path):
            return known.pop(name)
        try:
            return Source(path, named, self._known)
        except FileNotFoundError:  # a dead worker's gauges, deleted since they were listed
            return None

    def _marks(self, living: set[str], pace: Pace) -> dict[Slot, str]:
        """The newest exemplar of each sample, as the end of its line."""
        known, self._noted = self._noted, {}
        newest: dict[Slot, tuple[float, str]] = {}
        for name in names_in(self.folder):
            named = side_file(name)
            if named and named.kind == "exemplars" and named.process in living:
                noted = self._noted[name] = known.get(name) or Noted(self.folder / name, self._known)
                for slot, mark in noted.read(pace):
                    if slot not in newest or newest[slot][0] < mark[0]:
                        newest[slot] = mark
        return {slot: text for slot, (_, text) in newest.items()}

    def _sweep(self, pace: Pace, failed: Callable[[str], None]) -> None:
        """Folds the files of workers that have died into one, unless somebody is reading or merging right now."""
        if not Sweep(self.folder).has_work():
            return
        try:
            with exclusive(self.folder) as is_ours:
                if is_ours:
                    self._learn(pace)
                    Sweep(self.folder).run(self._known, self._layout.rounded(pace), pace)
        except Exception:  # noqa: BLE001 - the scrape does without; what is unfamiliar shows again when it reads
            self.forget()
            failed("prefork")

    def _tell_damage(self, failed: Callable[[str], None]) -> None:
        damaged = {name for name, source in self._sources.items() if source.damaged}
        for _ in damaged - self._damaged:
            failed("prefork")
        self._damaged = damaged


def _no_pace() -> None:
    """For what takes no time."""


_known: dict[Path, Workers] = {}


def workers_in(folder: str | os.PathLike[str]) -> Workers:
    """What this process knows of a directory."""
    path = Path(folder)
    found = _known.get(path)
    return found if found is not None else _known.setdefault(path, Workers(path))


def _forget_in_child() -> None:
    """A thread of the parent may have been in the middle of a scrape."""
    for workers in _known.values():
        workers.forget()
    _known.clear()


os.register_at_fork(after_in_child=_forget_in_child)
