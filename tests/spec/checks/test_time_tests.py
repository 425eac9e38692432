"""Time tests are about alerts and moments that there are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.spec.conftest import Break

SOUND = "{alert: Errors, at: '2026-11-24T10:00 Europe/Berlin', muted: false}"


@pytest.mark.parametrize(
    ("old", "new", "at", "message"),
    [
        ("alert: Errors", "alert: Erors", "Erors", "there is no alert `Erors`"),
        ("muted: false", "firing: [Nix], muted: false", "Nix", "there is no alert `Nix`"),
        ("muted: false", "receivers: [chta]", "chta", "there is no receiver `chta`"),
        ("muted: false", "muted: night", "night", "there is no window `night`"),
        ("muted: false", "labels: {x: y}, muted: true", "x", "Errors is not split by `x`"),
        ("Errors, at", "LLMUpErrorBudgetBurnFast, labels: {x: y}, at", "x", "LLMUpErrorBudgetBurnFast is not split by"),
        ("muted: false", "labels: {service: y}, muted: true", "service", "Errors always has service=shop"),
        (", muted: false", "", "{alert", "this test asks for nothing"),
        ("11-24T10:00", "03-29T02:30", "'2026-03-29", "2026-03-29T02:30 does not exist in Europe/Berlin: clocks go"),
        ("11-24T10:00", "10-25T02:30", "'2026-10-25", "2026-10-25T02:30 comes twice in Europe/Berlin"),
        ("muted: false", "notified_at: '2026'", "'2026'", "`2026` is no moment"),
        ("muted: false", "notified_at: 2026-11-24T08:59Z", "2026", "nobody is told before the alert fires"),
        ("muted: false", "text: fail", "text", "`text` has no effect without `when`"),
        ("muted: false", "fires: true", "fires", "`fires` has no effect without `when`"),
        ("muted", "when: error_ratio is 8% for 10m, fires: false, muted", "muted", "`muted` has no effect where the"),
        ("muted", "when: error_ratoi is 8% for 10m, muted", "error_ratoi", "there is no signal `error_ratoi`"),
        ("Errors, at", "Queue, when: error_ratio is 8% for 10m, at", "when", "Queue is not about a signal"),
        ("muted: false", "mutet: false", "mutet", "unknown key `mutet`"),
    ],
)
def test_what_can_not_be_asked(broken: Break, old: str, new: str, at: str, message: str) -> None:
    """Each is told at its own place."""
    test = SOUND.replace(old, new)
    found = broken(("environments:", f"tests: [{test}]\nenvironments:"))
    assert found
    assert found[0].at.startswith(at)
    assert found[0].message.startswith(message)


@pytest.mark.parametrize(
    "test",
    [
        SOUND,
        SOUND.replace("muted: false", "labels: {model: m}, notified_at: never"),
        SOUND.replace("muted: false", "receivers: [chat], muted: nights, inhibited: true, firing: [Spend]"),
        SOUND.replace("muted: false", "when: error_ratio is 8% for 10m, fires: true, text: fail"),
        SOUND.replace("muted: false", "when: error_ratio is 1% for 10m, fires: false"),
        SOUND.replace("Errors", "Queue").replace("muted", "labels: {queue: q}, muted"),
    ],
)
def test_what_can(broken: Break, test: str) -> None:
    """Labels that split the alert, any for raw PromQL, and all that may be expected."""
    assert broken(("environments:", f"tests: [{test}]\nenvironments:")) == []
