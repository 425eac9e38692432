"""A model has one price."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break

MODEL = "  gpt-4o: {provider: openai}"
PRICE = "price: {input_usd_per_million_tokens: 2.5, output_usd_per_million_tokens: 10}"


def test_two_prices(broken: Break) -> None:
    """Either of its own or from the list."""
    (found,) = broken((MODEL, f"  gpt-4o: {{price_as: gpt-4o, {PRICE}}}"))
    assert (found.code, found.message) == ("prices", "gpt-4o has a price of its own and one from the price list")
    assert found.at.startswith("price_as: gpt-4o")


def test_no_name(broken: Break) -> None:
    """A name says something."""
    (found,) = broken((MODEL, '  gpt-4o: {price_as: ""}'))
    assert (found.code, found.message) == ("prices", "no name")


def test_each_alone(broken: Break) -> None:
    """One of the two is fine."""
    assert broken((MODEL, "  gpt-4o-eu: {price_as: gpt-4o}")) == []
    assert broken((MODEL, f"  gpt-4o: {{{PRICE}}}")) == []


def test_negative(broken: Break) -> None:
    """Nobody is paid for calling a model."""
    (found,) = broken((MODEL, f"  gpt-4o: {{{PRICE.replace('10', '-10')}}}"))
    assert (found.code, found.message) == ("schema", "-10 is too small")
    assert found.at.startswith("-10")


def test_half_a_price(broken: Break) -> None:
    """Input and output are both needed."""
    (found,) = broken((MODEL, "  gpt-4o: {price: {input_usd_per_million_tokens: 1}}"))
    assert (found.code, found.message) == ("schema", "the key `output_usd_per_million_tokens` is missing in this price")
