"""Durations as Prometheus writes them: `500ms`, `5m`, `1h30m`, `30d`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic_core import core_schema

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler

_UNITS_MS = {
    "y": 31_536_000_000,
    "w": 604_800_000,
    "d": 86_400_000,
    "h": 3_600_000,
    "m": 60_000,
    "s": 1000,
    "ms": 1,
}
PATTERN = r"^(?=[0-9])([0-9]+y)?([0-9]+w)?([0-9]+d)?([0-9]+h)?([0-9]+m(?!s))?([0-9]+s)?([0-9]+ms)?$"
FORM = "a number with a unit, such as 30s, 5m, 1h30m or 30d"
LONGEST_MS = 100 * _UNITS_MS["y"]
"""A hundred years: Prometheus itself counts up to 292."""
_PART = re.compile(r"([0-9]+)(ms|[ywdhms])")


@dataclass(frozen=True, order=True, slots=True)
class Duration:
    """A length of time in whole milliseconds; `str()` gives Prometheus' shortest exact form."""

    milliseconds: int

    @property
    def seconds(self) -> float:
        """The length in seconds."""
        return self.milliseconds / 1000

    def scaled(self, time_scale: float) -> Duration:
        """This length on a clock that runs `time_scale` times as fast; at least 1 ms unless it is 0."""
        if not self.milliseconds:
            return self
        return Duration(max(1, round(self.milliseconds / time_scale)))

    def __str__(self) -> str:
        rest, text = self.milliseconds, ""
        for unit, size in _UNITS_MS.items():
            if unit in ("y", "w") and rest % size:
                continue
            count, rest = divmod(rest, size)
            text += f"{count}{unit}" if count else ""
        return text or "0s"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> core_schema.CoreSchema:
        """Accept the written form or a ready value."""
        return core_schema.no_info_plain_validator_function(
            lambda value: value if isinstance(value, cls) else parse_duration(value),
            serialization=core_schema.to_string_ser_schema(),
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: Any, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """The written form, for editors."""
        return {"title": "duration", "type": "string", "pattern": PATTERN, "patternErrorMessage": FORM}


def parse_duration(text: object) -> Duration:
    """Parse `text`; ValueError says what a duration looks like."""
    if not isinstance(text, str) or text.endswith("\n") or not re.match(PATTERN, text):
        raise ValueError(f"{text!r} is not a duration; write {FORM}")
    parts = _PART.findall(text)
    # Lengths are compared as text first, since Python refuses to convert numbers of thousands of digits.
    if any(len(number) > len(str(LONGEST_MS)) for number, _ in parts):
        raise ValueError(f"{text!r} is longer than a hundred years")
    milliseconds = sum(int(number) * _UNITS_MS[unit] for number, unit in parts)
    if milliseconds > LONGEST_MS:
        raise ValueError(f"{text!r} is longer than a hundred years")
    return Duration(milliseconds)
