"""Cases as people tell them."""

from __future__ import annotations

import string
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.values import Duration
from watchspec_generators.values.case import (
    IDLE,
    NO_DATA,
    OUTCOMES,
    Amount,
    Expected,
    Misread,
    Phrase,
    Stretch,
    parse_then,
    parse_when,
)

if TYPE_CHECKING:
    from collections.abc import Callable

MINUTE = 60_000
WORDS = st.text(string.ascii_lowercase + string.digits + "_%$.-", min_size=1, max_size=8).filter(
    lambda word: word not in ("is", "for", "with", "then", "per")
)
LENGTHS = st.integers(1, 10**9).map(Duration)


@st.composite
def stretches(draw: st.DrawFn) -> tuple[str, str, str, Duration, str]:
    """A stretch as it is written: signal, value, and traffic may be left out."""
    named = draw(st.booleans())
    value = draw(st.lists(WORDS, min_size=1, max_size=2).map(" ".join) | st.sampled_from((IDLE, NO_DATA)))
    signal, length = draw(WORDS) if named else "", draw(LENGTHS)
    number = draw(st.sampled_from(("", "8", "$2.50", "1e9")))
    traffic = f" with {number} calls per {draw(LENGTHS)}" if number else ""
    return f"{f'{signal} is ' if named else ''}{value} for {length}{traffic}", signal, value, length, number


@given(st.lists(stretches(), min_size=1, max_size=4), st.sampled_from((" then ", ", then ", "  then\t")))
def test_what_is_written_is_read(written: list[tuple[str, str, str, Duration, str]], joined: str) -> None:
    """Every part is found again, at the place at which it stands."""
    text = joined.join(part[0] for part in written)
    found = parse_when(text)
    assert [(one.value.text, one.length) for one in found] == [(part[2], part[3]) for part in written]
    for one, (_, signal, value, _, number) in zip(found, written, strict=True):
        assert (one.signal.text if one.signal else "") == signal
        assert text[one.value.at :].startswith(value)
        assert (one.traffic.number.text if one.traffic else "") == number


@given(st.text(st.sampled_from(" is for with then per no data idle 8% 10m, x$") | st.characters(), max_size=60))
def test_any_text_is_read_or_refused_at_a_place_in_it(text: str) -> None:
    """Nothing but Misread is raised, and its place is in the text or at its end."""
    for error in filter(None, (refused(parse_when, text), refused(parse_then, text))):
        assert 0 <= error.at <= len(text)
        assert error.message


def refused(parse: Callable[[str], object], text: str) -> Misread | None:
    """Why `text` can't be read."""
    try:
        parse(text)
    except Misread as error:
        return error
    return None


def test_a_whole_case() -> None:
    """Traffic in a stretch or per time, a comma before `then`, and the signal named once."""
    assert parse_when("cost is $5 for 1h, then $7 for 90s with 8 calls then idle for 1d with $2 per hour") == (
        Stretch(Phrase("cost", 0), Phrase("$5", 8), Duration(60 * MINUTE), None),
        Stretch(None, Phrase("$7", 24), Duration(90_000), Amount(Phrase("8", 40), Phrase("calls", 42), None)),
        Stretch(
            None,
            Phrase("idle", 53),
            Duration(24 * 60 * MINUTE),
            Amount(Phrase("$2", 70), Phrase("", 81), Duration(60 * MINUTE)),
        ),
    )


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("", 0, "a stretch is missing"),
        ("x is 8%", 0, "`x is 8%` does not say for how long"),
        ("x is 8% for", 11, "it does not say for how long"),
        ("x is 8% for 10m 5m", 12, "it does not say for how long"),
        ("x is 8% for ten", 12, "'ten' is not a duration"),
        ("x is 8% for 0s", 12, "`0s` is no time at all"),
        ("x is for 10m", 2, "a value is missing"),
        ("for 10m", 7, "a value is missing"),
        ("x is is 8% for 10m", 5, "`is` can't stand here"),
        ("x is 8% for 10m then", 20, "a stretch is missing"),
        ("x is 8% for 10m , then then 1% for 5m", 23, "a stretch is missing"),
        ("x is 8% for 10m with", 20, "it does not say with how many"),
        ("x is 8% for 10m with 8 calls per", 29, "`per` needs one time"),
        ("x is 8% for 10m with 8 per fortnight", 27, "'fortnight' is not a duration"),
    ],
)
def test_what_can_not_be_read(text: str, at: int, message: str) -> None:
    """The place of what is wrong, and a sentence."""
    with pytest.raises(Misread) as caught:
        parse_when(text)
    assert (caught.value.at, caught.value.message) == (at, message)


def test_outcomes() -> None:
    """Four words, one of which may come with a time."""
    assert [parse_then(word) for word in OUTCOMES] == [Expected(word) for word in OUTCOMES]
    assert parse_then("fires within 8m") == Expected("fires", Duration(8 * MINUTE))


@pytest.mark.parametrize(
    ("text", "at", "message"),
    [
        ("", 0, "`` is nothing that can come of a case"),
        ("fire", 0, "`fire` is nothing that can come of a case"),
        ("fires soon", 6, "`soon` says nothing here"),
        ("quiet within 8m", 6, "`within 8m` says nothing here"),
        ("fires within", 6, "`within` needs one time"),
        ("fires within soon", 13, "'soon' is not a duration"),
    ],
)
def test_what_can_not_be_expected(text: str, at: int, message: str) -> None:
    """The place of what is wrong, and a sentence."""
    with pytest.raises(Misread) as caught:
        parse_then(text)
    assert (caught.value.at, caught.value.message) == (at, message)
