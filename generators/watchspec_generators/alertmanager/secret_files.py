"""The files with secrets that a configuration of Alertmanager names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FILE = "_file"


def secret_files(configuration: Mapping[str, Any]) -> Mapping[str, tuple[str, ...]]:
    """Paths as Alertmanager sees them, each with the receivers that need it."""
    found: dict[str, dict[str, None]] = {}
    for receiver in configuration["receivers"]:
        for path in _named(receiver):
            found.setdefault(path, {})[receiver["name"]] = None
    return {path: tuple(receivers) for path, receivers in found.items()}


def _named(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from _named(each)
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key.endswith(_FILE):
                yield inner
            yield from _named(inner)
