"""What docs/prices.md says of names, numbers and sources is so."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from watchspec import catalogue
from watchspec._internal.prices import CustomPrice, gateway_cost
from watchspec._internal.usage import Usage

PAGE = (Path(__file__).parents[2] / "docs" / "prices.md").read_text(encoding="utf-8")
BLOCKS = [yaml.safe_load(text) for text in re.findall(r"^```yaml\n(.*?)^```$", PAGE, re.DOTALL | re.MULTILINE)]


def test_every_metric_is_spelled_as_in_the_catalogue() -> None:
    """A renamed metric would leave the page behind."""
    named = set(re.findall(r"`((?:llm|watchspec)_\w+)`", PAGE))
    assert named >= {metric.name for metric in catalogue.METRICS if metric.unit == "usd" and metric.kind == "counter"}
    assert named <= set(catalogue.BY_NAME)


def test_every_source_of_a_cost_is_explained() -> None:
    """In the order in which they are asked."""
    rows = [row.split("`")[1] for row in PAGE.splitlines() if row.startswith("| `")]
    assert rows[1:4] == ["gateway", "custom", "list"]
    assert set(rows[1:4]) == set(catalogue.COST_SOURCES)


def test_the_example_costs_what_the_page_says() -> None:
    """By the prices of the block above it."""
    price = BLOCKS[0]["models"]["our-llama"]["price"]
    named = {key.replace("_usd_per_million_tokens", "").replace("usd_per_", ""): usd for key, usd in price.items()}
    priced = CustomPrice(**named).tariff().price(Usage(1_000, 200, cached=800, reasoning=50))
    assert priced.usd == pytest.approx(0.0046)
    assert priced.savings_usd == pytest.approx(0.001)
    assert "0.0046 dollars at these prices, and the cache saved 0.001" in PAGE.replace("\n", " ")


def test_the_alias_is_written_as_the_spec_has_it() -> None:
    """One line, to be copied."""
    assert BLOCKS[1] == {"models": {"my-deployment": {"provider": "azure", "price_as": "gpt-4o"}}}


def test_every_header_on_the_page_is_read() -> None:
    """Each of them alone says what a call cost."""
    row_headers = re.findall(r"`((?:x-|cf-|helicone-)[\w-]+)`", PAGE)
    told = {name: gateway_cost({name: "0.5" if name.endswith("-cost") else "HIT"}) for name in row_headers}
    assert len(told) == 5
    assert None not in told.values()
