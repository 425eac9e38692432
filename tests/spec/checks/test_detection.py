"""Promises of detection are about alerts that there are, kinds of trouble that they know, and times."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.spec.conftest import Break

SOUND = "Errors: {100%: 6m, 2x: never}"


@pytest.mark.parametrize(
    ("new", "at", "message"),
    [
        ("Erors: {2x: 6m}", "Erors", "there is no alert `Erors`"),
        ("Errors: {3x: 6m}", "3x", "nothing is known of Errors at `3x`"),
        ("Spend: {100%: 6m}", "100%", "nothing is known of Spend at `100%`"),
        ("Queue: {2x: 6m}", "2x", "nothing is known of Queue at `2x`"),
        ("Watchdog: {gone: 6m}", "gone", "nothing is known of Watchdog at `gone`"),
        ("LLMUpErrorBudgetBurnFast: {any: 6m}", "any", "nothing is known of LLMUpErrorBudgetBurnFast at `any`"),
        ("Errors: {2x: soon}", "soon", "'soon' is not a duration"),
    ],
)
def test_what_can_not_be_promised(broken: Break, new: str, at: str, message: str) -> None:
    """Each is told at its own place."""
    found = broken(("environments:", f"detection: {{{new}}}\nenvironments:"))
    assert found
    assert found[0].at.startswith(at)
    assert found[0].message.startswith(message)


@pytest.mark.parametrize("promise", [SOUND, "Spend: {10x: 1h}", "LLMUpErrorBudgetBurnFast: {50%: 1h}"])
def test_what_can(broken: Break, promise: str) -> None:
    """Shares of signals and objectives, and multiples of thresholds."""
    assert broken(("environments:", f"detection: {{{promise}}}\nenvironments:")) == []


def test_budgets_and_absence(broken: Break) -> None:
    """Paces of spend, and telemetry that ends."""
    more = "budgets: [{name: all, amount: $9, per: day}]\nalerts:\n"
    gone = "  - {name: Gone, signal: telemetry_absent, severity: info, summary: gone}\nrouting:\n"
    promise = "detection: {LLMAllBudgetOverrun: {2x: 1d}, Gone: {gone: 1m}}\nenvironments:"
    assert broken(("alerts:\n", more), ("routing:\n", gone), ("environments:", promise)) == []
