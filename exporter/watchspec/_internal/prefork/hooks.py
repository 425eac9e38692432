"""What a server's configuration calls: at its start and when a worker has ended. None of these raises."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from prometheus_client.multiprocess import mark_process_dead

from watchspec._internal.prefork import claims, directory
from watchspec._internal.prefork.claims import Census
from watchspec._internal.prefork.guard import exclusive
from watchspec._internal.prefork.names import is_of_a_run, names_in, side_file, worker_file
from watchspec._internal.safety import log_once, logger


class _Once:
    cleaned: Path | None = None


def clean_start(path: str | os.PathLike[str] | None = None) -> bool:
    """Empties the directory of the files that an earlier run has left, or makes it; for the server's start.

    A directory that a living worker uses is left as it is, so a reload, a rolling restart or a check of the
    configuration harms nothing. By default the directory is the one that PROMETHEUS_MULTIPROC_DIR names.

    Returns whether it was emptied.
    """
    try:
        folder = Path(path or directory())
        if not (path or directory()) or folder == _Once.cleaned:
            return False
        folder.mkdir(parents=True, exist_ok=True)
        with exclusive(folder) as is_ours:
            if is_ours and _empty(folder):
                _Once.cleaned = folder
                return True
    except Exception as error:  # noqa: BLE001 - the server starts without it
        log_once("clean_start", "the metrics of an earlier run are still there: %s", type(error).__name__)
    return False


def _empty(folder: Path) -> bool:
    names = names_in(folder)
    own = str(os.getpid())
    if Census(folder, names).living - {own}:
        logger.info("the directory of the metrics is in use and stays as it is")
        return False
    # The app may be loaded already (preload_app): what this process has counted so far stays.
    has_claim = claims.own_claim() is not None
    for name in filter(is_of_a_run, names):
        named = worker_file(name) or side_file(name)
        if not (has_claim and named and named.process == own):
            (folder / name).unlink(missing_ok=True)
    return True


def on_starting(server: Any) -> None:
    """Hook of gunicorn: `clean_start()` before the first worker is forked."""
    del server
    clean_start()


def child_exit(server: Any, worker: Any) -> None:
    """Hook of gunicorn: a worker has ended. Its gauges go; what it counted stays, merged at the next scrape."""
    del server
    try:
        worker_ended(worker.pid)
    except Exception as error:  # noqa: BLE001 - nothing of ours may reach the server
        log_once("child_exit", "a worker's end was not noted: %s", type(error).__name__)


def worker_ended(pid: int) -> None:
    """Notes that a process which wrote metrics has ended, for servers other than gunicorn.

    Raises:
        OSError: the directory cannot be written.
    """
    folder = Path(directory())
    mark_process_dead(pid, str(folder))  # type: ignore[no-untyped-call]  # it has no types
    names = names_in(folder)
    beside = {name: named.kind for name in names if (named := side_file(name)) and named.process == str(pid)}
    has_files = any(named.process == str(pid) for named in map(worker_file, names) if named)
    if has_files and "alive" not in beside.values():
        # A claim that nobody holds: the worker had none of its own, because it never used watchspec.
        (folder / f"watchspec_{pid}_{time.time_ns()}.alive").touch()
    for name, kind in beside.items():
        if kind == "exemplars":
            (folder / name).unlink(missing_ok=True)
