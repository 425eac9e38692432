"""Which files are in the directory, by their names.

counter_412.db, gauge_livesum_412.db   a worker's values, as prometheus_client names them
counter_merged.db                      those of workers that have died
counter_412.1763961234.dead            a dead worker's, about to be merged
watchspec_412_1763961234.alive         locked by the worker as long as it lives
watchspec_412_1763961234.exemplars     its exemplars
"""

from __future__ import annotations

import os
import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

MERGED = "merged"
LOCK = "watchspec.lock"
LIVE_MODES = ("liveall", "livemin", "livemax", "livesum", "livemostrecent")
MERGEABLE = ("counter", "histogram", "summary", "gauge_min", "gauge_max", "gauge_sum", "gauge_mostrecent")
"""Kinds whose files need not stay apart; those of the modes `all` and live* are told apart by process."""

_FILE = re.compile(r"(counter|histogram|summary|gauge_[a-z]+)_([^_.]+)\.db")
_DEAD = re.compile(r"(counter|histogram|summary|gauge_[a-z]+)_([^_.]+)\.\d+\.dead")
_SIDE = re.compile(r"watchspec_(\d+)_\d+\.(alive|exemplars|making)")
_DRAFT = re.compile(r"watchspec_[a-z_]+\.tmp")


class Named(NamedTuple):
    """What a name says: `kind` is the file's metric type, with the mode for gauges; `process` is mostly a pid."""

    kind: str
    process: str


def names_in(folder: Path) -> list[str]:
    """All names, in the order in which prometheus_client finds them."""
    return os.listdir(folder)  # noqa: PTH208 - names are wanted, hundreds of them at each scrape


def worker_file(name: str) -> Named | None:
    """Of prometheus_client's files, also the merged ones; None for any other."""
    match = _FILE.fullmatch(name)
    return Named(match[1], match[2]) if match else None


def dead_file(name: str) -> Named | None:
    """Of files on their way into the merged one."""
    match = _DEAD.fullmatch(name)
    return Named(match[1], match[2]) if match else None


def side_file(name: str) -> Named | None:
    """Of our own files: kind `alive`, `exemplars`, or `making` for a moment."""
    match = _SIDE.fullmatch(name)
    return Named(match[2], match[1]) if match else None


def is_of_a_run(name: str) -> bool:
    """Whether it goes with what some processes count, and is of no use once they have ended."""
    return bool(worker_file(name) or dead_file(name) or side_file(name) or _DRAFT.fullmatch(name))


def is_live(kind: str) -> bool:
    """Whether values of this kind count only as long as their process lives."""
    return kind.removeprefix("gauge_") in LIVE_MODES
