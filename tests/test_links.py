"""Addresses that alerts, panels and runbooks share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.links import board_page, board_uid, runbook_page, runbook_section

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

    Edited = Callable[..., Monitoring]

GRAFANA, RUNBOOKS = "http://localhost:3000", "https://github.com/example/checkout/blob/main/docs/runbooks"


def test_pages_of_the_shipped_spec(shipped: Monitoring) -> None:
    """Every address starts with what the spec's links say."""
    assert board_page(shipped, "overview") == f"{GRAFANA}/d/checkout-overview?var-service=checkout"
    assert board_page(shipped, "overview", 10) == f"{GRAFANA}/d/checkout-overview?var-service=checkout&viewPanel=10"
    assert runbook_page(shipped) == f"{RUNBOOKS}/checkout.md"
    assert runbook_section(shipped, "LLMHighLatency") == f"{RUNBOOKS}/checkout.md#llmhighlatency"


def test_a_trailing_slash_does_not_double(edited: Edited) -> None:
    """Both ways to write a base address lead to the same page."""
    assert board_page(edited((GRAFANA, f"{GRAFANA}/")), "overview") == board_page(edited(), "overview")
    assert runbook_page(edited((f"{RUNBOOKS}\n", f"{RUNBOOKS}/\n"))) == runbook_page(edited())


def test_own_uid(edited: Edited) -> None:
    """The spec may name the dashboard's identifier."""
    assert board_uid(edited(("title: LLM overview", "title: LLM overview\n    uid: llm")), "overview") == "llm"


def test_uid_stays_within_grafanas_limit(edited: Edited) -> None:
    """Long services keep distinct identifiers of at most 40 characters."""
    names = [f"{'checkout' * 6}{end}" for end in "ab"]
    named = [(("name: checkout", f"name: {name}"), ('job="checkout"', f'job="{name}"')) for name in names]
    first, second = (board_uid(edited(*edits), "overview") for edits in named)
    assert max(len(first), len(second)) <= 40
    assert first != second
