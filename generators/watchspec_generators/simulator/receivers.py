"""Receivers: who is told by which ways, and whether also of an alert's end."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from watchspec_generators.simulator.document import Value

_SUFFIX = "_configs"
_ENDS_UNTOLD = frozenset({"email", "rocketchat", "slack", "wechat"})
"""Kinds that don't tell of an alert's end unless `send_resolved` says so."""


@dataclass(frozen=True, slots=True)
class Integration:
    """One way to a receiver: its kind, its index among those of that kind, and whether it tells of ends."""

    kind: str
    index: int
    send_resolved: bool


def read_receiver(value: Value) -> tuple[str, tuple[Integration, ...]]:
    """A receiver's name and its ways."""
    keys = value.keys()
    if "name" not in keys:
        raise value.wrong("a receiver has no name")
    return keys["name"].text(), tuple(
        _integration(key.removesuffix(_SUFFIX), index, item)
        for key, listed in keys.items()
        if key.endswith(_SUFFIX)
        for index, item in enumerate(listed.items())
    )


def _integration(kind: str, index: int, item: Value) -> Integration:
    keys = item.keys()
    told = keys["send_resolved"].flag() if "send_resolved" in keys else kind not in _ENDS_UNTOLD
    return Integration(kind, index, told)
