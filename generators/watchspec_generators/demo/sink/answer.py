"""What an imitated service says to a request, and the strict reading that its answer rests on."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from watchspec_generators.demo.sink.delivery import Delivery

_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer; `delivery` is None when the request was refused."""

    status: int
    body: str
    delivery: Delivery | None = None
    content_type: str = "application/json"


def read_object(body: bytes) -> Mapping[str, Any] | None:
    """The JSON object in `body`, or None."""
    try:
        document = json.loads(body)
    except ValueError:
        return None
    return document if isinstance(document, Mapping) else None


def objects(value: object) -> tuple[Mapping[str, Any], ...]:
    """The mappings in `value`, if it is a list."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    return tuple(item for item in value if isinstance(item, Mapping))


def unmarked(text: str) -> str:
    """Markdown as it is read: escaped characters without what escapes them."""
    return _ESCAPED.sub(r"\1", text)


def text_of(value: object) -> str:
    """`value` if it is a string that says something, else nothing."""
    return value.strip() if isinstance(value, str) else ""
