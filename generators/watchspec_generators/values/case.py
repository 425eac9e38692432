"""Hand-written cases, as people tell them: `error_ratio is 8% for 2m then 1% for 10m with 30 calls per minute`.

What happens is a run of stretches, joined by `then`; each has a value, or is `idle` or `no data`, and lasts for a
time. What comes of it is one of four words. Values stay text here: their unit is that of the signal.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, get_args

from watchspec_generators.values.duration import Duration, parse_duration

Outcome = Literal["fires", "pending", "quiet", "resolves"]
OUTCOMES: tuple[Outcome, ...] = get_args(Outcome)
IDLE, NO_DATA = "idle", "no data"
WHEN_FORM = "such as `error_ratio is 8% for 10m`, `... then 1% for 5m`, or `... with 30 calls per minute`"
THEN_FORM = "fires, `fires within 8m`, pending, quiet or resolves"
_WORD = re.compile(r"\S+")
_KEYWORDS = ("is", "for", "with", "then")
_LENGTH_FORM = "a time longer than nothing, such as 90s, 10m or 2h"
_AMOUNT_FORM = "how many, such as `with 8 calls`, `with 30 calls per minute` or `with $2 per 1h`"
_UNITS = {
    "second": Duration(1000),
    "minute": Duration(60_000),
    "hour": Duration(3_600_000),
    "day": Duration(24 * 3_600_000),
}


class Misread(ValueError):  # noqa: N818 -- reads as what happened
    """A part of a case that can't be understood, `at` so many characters from its beginning."""

    def __init__(self, at: int, message: str, expected: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.at, self.message, self.expected, self.hint = at, message, expected, hint


@dataclass(frozen=True, slots=True)
class Phrase:
    """Some words, and where the first of them stands."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Amount:
    """Traffic: a number or dollars, what is counted (empty: not said), and in which time (None: in the stretch)."""

    number: Phrase
    counted: Phrase
    per: Duration | None


@dataclass(frozen=True, slots=True)
class Stretch:
    """A value (or `idle`, or `no data`) that lasts for a time; `signal` None is that of the stretch before."""

    signal: Phrase | None
    value: Phrase
    length: Duration
    traffic: Amount | None


@dataclass(frozen=True, slots=True)
class Expected:
    """What must come of a case; it must first fire `within` a time from its beginning, if one is given."""

    outcome: Outcome
    within: Duration | None = None


def parse_when(text: str) -> tuple[Stretch, ...]:
    """The stretches of `text`; Misread says what is wrong, and where."""
    words = [Phrase(found[0], found.start()) for found in _WORD.finditer(text)]
    stretches, begin = [], 0
    for end, word in enumerate([*words, Phrase("then", len(text))]):
        if word.text == "then":
            stretches.append(_stretch(_without_comma(words[begin:end]), word.at))
            begin = end + 1
    return tuple(stretches)


def parse_then(text: str) -> Expected:
    """What `text` expects; Misread says what is wrong, and where."""
    first, *rest = [Phrase(found[0], found.start()) for found in _WORD.finditer(text)] or [Phrase("", 0)]
    outcome = next((outcome for outcome in OUTCOMES if outcome == first.text), None)
    if outcome is None:
        raise Misread(first.at, f"`{first.text}` is nothing that can come of a case", THEN_FORM)
    if not rest:
        return Expected(outcome)
    if outcome != "fires" or rest[0].text != "within":
        raise Misread(rest[0].at, f"`{_joined(rest)}` says nothing here", THEN_FORM)
    if len(rest) != 2:  # noqa: PLR2004 - `within` and a time
        raise Misread(rest[0].at, "`within` needs one time", _LENGTH_FORM)
    return Expected(outcome, _length(rest[1]))


def _without_comma(words: list[Phrase]) -> list[Phrase]:
    """Words before a `then`, in front of which a comma may stand."""
    if not words or not words[-1].text.endswith(","):
        return words
    last = Phrase(words[-1].text.removesuffix(","), words[-1].at)
    return [*words[:-1], last] if last.text else words[:-1]


def _stretch(words: list[Phrase], end: int) -> Stretch:
    what, how_long, traffic = _parts(words, end)
    signal = what[0] if len(what) > 1 and what[1].text == "is" else None
    value = what[2:] if signal else what
    if not value:
        raise Misread(what[-1].at if what else end, "a value is missing", WHEN_FORM)
    if stray := [word for word in value if word.text in _KEYWORDS]:
        raise Misread(stray[0].at, f"`{stray[0].text}` can't stand here", WHEN_FORM)
    if len(how_long) != 1:
        raise Misread(how_long[0].at if how_long else end, "it does not say for how long", _LENGTH_FORM)
    return Stretch(signal, Phrase(_joined(value), value[0].at), _length(how_long[0]), _amount(traffic, end))


def _parts(words: list[Phrase], end: int) -> tuple[list[Phrase], list[Phrase], list[Phrase] | None]:
    """What stands before `for`, between it and `with`, and after that."""
    texts = [word.text for word in words]
    if "for" not in texts:
        at = words[0].at if words else end
        shown = f"`{_joined(words)}` does not say for how long" if words else "a stretch is missing"
        raise Misread(at, shown, WHEN_FORM)
    half = texts.index("for")
    last = texts.index("with", half) if "with" in texts[half:] else len(words)
    return words[:half], words[half + 1 : last], None if last == len(words) else words[last + 1 :]


def _amount(words: list[Phrase] | None, end: int) -> Amount | None:
    if words is None:
        return None
    if not words:
        raise Misread(end, "it does not say with how many", _AMOUNT_FORM)
    texts = [word.text for word in words]
    half = texts.index("per") if "per" in texts else len(words)
    number, counted, after = words[0], words[1:half], words[half + 1 :]
    per = None
    if half < len(words):
        if len(after) != 1:
            raise Misread(words[half].at, "`per` needs one time", "per minute, per 5m, per hour, ...")
        per = _UNITS.get(after[0].text) or _length(after[0])
    return Amount(number, Phrase(_joined(counted), counted[0].at if counted else end), per)


def _length(word: Phrase) -> Duration:
    try:
        length = parse_duration(word.text)
    except ValueError as error:
        message, _, _ = str(error).partition("; write ")
        raise Misread(word.at, message, _LENGTH_FORM) from None
    if not length.milliseconds:
        raise Misread(word.at, f"`{word.text}` is no time at all", _LENGTH_FORM)
    return length


def _joined(words: list[Phrase]) -> str:
    return " ".join(word.text for word in words)
