"""Thresholds in the units people speak: `5%`, `10s`, `$200`, `0.7`, `30 tokens/s`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from watchspec_generators.values.duration import parse_duration

Unit = Literal["ratio", "seconds", "usd", "score", "tokens/second", "requests/second", "requests", "events", "none"]

FORMS: dict[Unit, str] = {
    "ratio": "a percentage such as 5%",
    "seconds": "a duration such as 10s or 500ms",
    "usd": "an amount such as $200 or $0.50",
    "score": "a number from 0 to 1 such as 0.7",
    "tokens/second": "a rate such as 30 tokens/s",
    "requests/second": "a rate such as 5 requests/s",
    "requests": "a count such as 20",
    "events": "a count such as 0 or 10",
    "none": "a number",
}
_NUMBER = r"[0-9]+(?:\.[0-9]+)?"
_LARGEST = 1e15
"""Beyond it a float no longer tells neighbouring whole numbers apart."""
_WRITTEN: dict[Unit, re.Pattern[str]] = {
    "ratio": re.compile(rf"({_NUMBER})\s?%"),
    "usd": re.compile(rf"\$({_NUMBER})"),
    "score": re.compile(rf"({_NUMBER})"),
    "tokens/second": re.compile(rf"({_NUMBER})(?:\s?tokens/s)?"),
    "requests/second": re.compile(rf"({_NUMBER})(?:\s?requests/s)?"),
    "requests": re.compile(r"([0-9]+)"),
    "events": re.compile(r"([0-9]+)"),
    "none": re.compile(rf"(-?{_NUMBER})"),
}


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number in a base unit (ratio 0 to 1, seconds, dollars) and the text it was written as."""

    value: float
    unit: Unit
    text: str

    def scaled(self, time_scale: float) -> Quantity:
        """The same traffic floor on a clock that runs `time_scale` times as fast."""
        return Quantity(self.value / time_scale, self.unit, self.text)


def parse_quantity(written: object, unit: Unit) -> Quantity:
    """Parse `written` as `unit`; ValueError says which form was expected."""
    text = _text(written)
    if unit == "seconds":
        try:
            return Quantity(parse_duration(text).seconds, unit, text)
        except ValueError:
            raise ValueError(_message(written, unit)) from None
    match = _WRITTEN[unit].fullmatch(text)
    if not match:
        raise ValueError(_message(written, unit))
    number = float(match[1])
    if number > (1 if unit == "score" else _LARGEST):
        raise ValueError(_message(written, unit))
    return Quantity(_from_percent(number) if unit == "ratio" else number, unit, text)


def _text(written: object) -> str:
    if isinstance(written, bool) or not isinstance(written, (str, int, float)):
        return ""
    return str(written)


def _from_percent(number: float) -> float:
    # repr-exact: 99.9 % is 0.999, not 0.9990000000000001
    return float(f"{number / 100:.12g}")


def _message(written: object, unit: Unit) -> str:
    return f"{written!r} does not fit here; expected {FORMS[unit]}"
