"""Quantities: parsed strictly by their unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.values import Unit, parse_quantity
from watchspec_generators.values.quantity import FORMS

if TYPE_CHECKING:
    from decimal import Decimal

DECIMALS = st.decimals(0, 10**6, places=3)


@given(DECIMALS)
def test_written_numbers_are_exact(number: Decimal) -> None:
    """The value is the float nearest to what was written, for percentages after the division."""
    assert parse_quantity(f"{number}%", "ratio").value == pytest.approx(float(number / 100), rel=1e-11)
    assert parse_quantity(f"${number}", "usd").value == float(number)
    assert parse_quantity(f"{number} tokens/s", "tokens/second").value == float(number)
    assert parse_quantity(f"-{number}", "none").value == -float(number)


@given(DECIMALS, st.sampled_from(get_args(Unit)))
def test_the_text_is_read_back(number: Decimal, unit: Unit) -> None:
    """A quantity keeps its text, and the text means the same again."""
    written = {"ratio": f"{number}%", "seconds": "5m", "usd": f"${number}", "score": "0.7", "requests": "20"}
    quantity = parse_quantity({**written, "events": "3"}.get(unit, str(number)), unit)
    assert parse_quantity(quantity.text, unit) == quantity


@pytest.mark.parametrize(
    ("written", "unit", "value"),
    [
        ("5%", "ratio", 0.05),
        ("99.9 %", "ratio", 0.999),
        ("500ms", "seconds", 0.5),
        ("$0.50", "usd", 0.5),
        (0.7, "score", 0.7),
        (30, "tokens/second", 30.0),
        ("5 requests/s", "requests/second", 5.0),
        (20, "requests", 20.0),
        (0, "events", 0.0),
        (-1.5, "none", -1.5),
    ],
)
def test_forms(written: object, unit: Unit, value: float) -> None:
    """Each unit has its form; numbers without quotes will do where no sign is needed."""
    assert parse_quantity(written, unit).value == value


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        (5, "ratio"),
        ("5", "ratio"),
        (10, "seconds"),
        ("5%", "seconds"),
        (200, "usd"),
        ("200$", "usd"),
        (1.1, "score"),
        (True, "score"),
        (None, "score"),
        ([1], "none"),
        (1.5, "requests"),
        ("\u0665", "requests"),
        ("9" * 999, "none"),
        ("1e3", "none"),
    ],
)
def test_other_forms_are_refused(written: object, unit: Unit) -> None:
    """The message names the form that the unit has."""
    with pytest.raises(ValueError, match="does not fit here; expected") as caught:
        parse_quantity(written, unit)
    assert FORMS[unit] in str(caught.value)


def test_scaled() -> None:
    """A floor of traffic shrinks with its window, its text stays as written."""
    scaled = parse_quantity(20, "requests").scaled(10)
    assert (scaled.value, scaled.text) == (2.0, "20")
