"""Results that are worked out once: in a process, and for all workers of pytest-xdist."""

from __future__ import annotations

import fcntl
import hashlib
import json
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_KNOWN = pytest.StashKey[dict[str, "Mapping[str, str]"]]()


def once(config: pytest.Config, key: str, found: Callable[[], Mapping[str, str]]) -> Mapping[str, str]:
    """What `found` gives for `key`; it is asked by the first that comes, and others wait."""
    known = config.stash.setdefault(_KNOWN, {})
    if key not in known:
        folder = _shared_folder(config)
        known[key] = found() if folder is None else _first_to_come(folder, key, found)
    return known[key]


def _shared_folder(config: pytest.Config) -> Path | None:
    """Where workers of one run meet, if there are any."""
    factory = getattr(config, "_tmp_path_factory", None)
    if factory is None or not hasattr(config, "workerinput"):
        return None
    return Path(factory.getbasetemp()).parent


def _first_to_come(folder: Path, key: str, found: Callable[[], Mapping[str, str]]) -> Mapping[str, str]:
    file = folder / f"watchspec-{hashlib.sha256(key.encode()).hexdigest()[:16]}.json"
    with file.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not file.exists():
            file.write_text(json.dumps(dict(found())), encoding="utf-8")
        results: Mapping[str, str] = json.loads(file.read_text("utf-8"))
        return results
