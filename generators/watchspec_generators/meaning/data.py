"""Where two documents differ, key by key."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from watchspec_generators.values.duration import parse_duration

if TYPE_CHECKING:
    from collections.abc import Iterator

_SECRET = "<secret>"  # noqa: S105 - what servers show in place of one
_LONGEST = 60
_LEAD = 20
"""Of what two texts have in common, so much is shown before the first difference."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A value that differs; None where there is none."""

    path: str
    before: Any
    after: Any

    def __str__(self) -> str:
        if self.before is None:
            return f"{self.path} {shown(self.after)} added"
        if self.after is None:
            return f"{self.path} {shown(self.before)} removed"
        return f"{self.path} {moved(self.before, self.after)}"


def differences(before: Any, after: Any, *, defaults: bool, path: str = "") -> Iterator[Difference]:
    """What differs, in the order of keys; with `defaults`, `before` may hold more keys than were written."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*before, *after)):
            if defaults and key not in after:
                continue
            below = f"{path}.{key}" if path else str(key)
            yield from differences(before.get(key), after.get(key), defaults=defaults, path=below)
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for index, (old, new) in enumerate(zip(before, after, strict=True)):
            below = path if len(after) == 1 else f"{path}[{index}]"
            yield from differences(old, new, defaults=defaults, path=below)
    elif not _same(before, after, defaults=defaults):
        yield Difference(path, before, after)


def shown(value: Any) -> str:
    """A value in a few words."""
    return _cut(_whole(value))


def moved(before: Any, after: Any) -> str:
    """`before -> after` in a few words, which hold the first place where the two differ."""
    texts = [_whole(value) for value in (before, after)]
    start = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(*texts, strict=False)))
    begin = start - _LEAD if max(map(len, texts)) > _LONGEST and start > _LEAD else 0
    dots = "…" if begin else ""
    return " -> ".join(f"{dots}{_cut(text[begin:])}" for text in texts)


def _whole(value: Any) -> str:
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return " ".join(text.split())


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def _same(before: Any, after: Any, *, defaults: bool) -> bool:
    if before == after:
        return True
    if not (isinstance(before, str) and isinstance(after, str)):
        return False
    # Servers show files in full, and no secret at all.
    if defaults and (before == _SECRET or before.endswith(f"/{after}")):
        return True
    try:
        return parse_duration(before) == parse_duration(after)
    except ValueError:
        return False
