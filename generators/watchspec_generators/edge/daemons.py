"""Servers that outlive the command that started them: one file each, with what is needed to stop that very process."""

from __future__ import annotations

import json
import os
import select
import signal
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_BOOT = Path("/proc/sys/kernel/random/boot_id")
_START_FIELD = 19
"""Of /proc/PID/stat, counted after the name: when the process started, in ticks since the boot."""
_GONE = ("Z", "X")


@dataclass(frozen=True, slots=True)
class Daemon:
    """A process, and how to tell it from another that got its pid later."""

    name: str
    pid: int
    born: str
    """Boot of the machine, and ticks from it to the start of the process."""
    url: str
    log: str
    serves: str
    """The configuration file that it was started with."""

    @property
    def alive(self) -> bool:
        """Whether this very process runs."""
        return birth(self.pid) == self.born


def birth(pid: int) -> str | None:
    """What no other process of any boot has in common with the one that now has `pid`; None when there is none."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
    except OSError:
        return None
    if fields[0] in _GONE:
        return None
    return f"{_BOOT.read_text(encoding='ascii').strip()} {fields[_START_FIELD]}"


def keep(folder: Path, daemon: Daemon) -> None:
    """Write `daemon` down for later commands."""
    path = _file(folder, daemon.name)
    fresh = path.with_suffix(".new")
    fresh.write_text(json.dumps(asdict(daemon), indent=2) + "\n", encoding="utf-8")
    fresh.replace(path)


def kept(folder: Path) -> Mapping[str, Daemon]:
    """Daemons of `folder` that run, by name; files of those that have ended are removed."""
    found: dict[str, Daemon] = {}
    for path in sorted(folder.glob("*.pid.json")):
        daemon = _read(path)
        if daemon is not None and daemon.alive:
            found[daemon.name] = daemon
        else:
            path.unlink(missing_ok=True)
    return found


def stop(folder: Path, daemon: Daemon, patience_seconds: float = 15) -> None:
    """End the process: SIGTERM, and SIGKILL when that is not heard; nothing happens to another of the same pid."""
    try:
        # Held by a descriptor, the pid can't pass to another process between the look and the signal.
        held = os.pidfd_open(daemon.pid)
    except ProcessLookupError:
        held = None
    if held is not None:
        try:
            if daemon.alive:
                _end(held, patience_seconds)
        finally:
            os.close(held)
    _file(folder, daemon.name).unlink(missing_ok=True)


def _end(held: int, patience_seconds: float) -> None:
    for number in (signal.SIGTERM, signal.SIGKILL):
        try:
            signal.pidfd_send_signal(held, number)
        except ProcessLookupError:
            return
        if select.select([held], [], [], patience_seconds)[0]:
            return


def _read(path: Path) -> Daemon | None:
    try:
        return Daemon(**json.loads(path.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        # A file cut short by a full disk names no process that could be stopped.
        return None


def _file(folder: Path, name: str) -> Path:
    return folder / f"{name}.pid.json"
