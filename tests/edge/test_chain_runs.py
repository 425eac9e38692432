"""From trouble to the text that somebody reads, with the real programs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.edge.proofs.chains import prove

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchspec_generators.model import Monitoring

pytestmark = pytest.mark.binary


def page(more: str, share: str = "8%", alert: str = "LLMHighErrorRate") -> str:
    """A test of trouble that begins at ten in the morning."""
    return f"{{alert: {alert}, when: error_ratio is {share} for 20m, at: 2026-11-24T10:00Z, {more}}}"


def mild(more: str) -> str:
    """The same of trouble that is none."""
    return page(more, "1%")


def ticket(more: str) -> str:
    """The same of the warning, while the page fires."""
    return page(f"firing: [LLMHighErrorRate], {more}", alert="LLMErrorRateElevated")


CASES = (
    (page("notified_at: 2026-11-24T10:06:06Z, receivers: [pagerduty_critical], muted: false"), None),
    (page("text: '8% of calls to gpt-4o fail (limit 5%)'"), None),
    (page("labels: {model: gpt-4o-mini}, text: 8% of calls to gpt-4o-mini fail"), None),
    (mild("fires: false"), None),
    (page("fires: false"), "expected it to stay quiet, but it fires at 2026-11-24T10:05:36+00:00"),
    (mild("receivers: [finance]"), "expected it to fire, but it stays quiet"),
    (page("receivers: [finance]"), "expected receivers finance, but it goes to pagerduty_critical"),
    (page("notified_at: 2026-11-24T10:06:07Z"), "expected notified_at: 2026-11-24T10:06:07+00:00, but notified at "),
    (page("text: 9% of calls"), "expected text: 9% of calls, but pagerduty_critical is told: 8% of calls to gpt-4o"),
    (ticket("text: 8%"), "expected text: 8%, but nobody is told"),
    (ticket("inhibited: true, notified_at: never"), None),
)


def test_what_is_so_and_what_is_not(edited: Callable[..., Monitoring], write: Callable[..., Path]) -> None:
    """Whether it fires, when, who is told, when first, and what; each failure at its place in the spec."""
    listed = "".join(f"  - {case}\n" for case, _ in CASES)
    monitoring = edited(("\ntests:\n", "\n# How soon", f"\ntests:\n{listed}"))
    for proof in prove(write(monitoring, "rules", "alertmanager"), monitoring):
        lines = proof.detail.split("\n")
        wrong = [(chain, said) for chain, (_, said) in zip(monitoring.chains, CASES, strict=True) if said]
        assert (proof.ok, proof.count, len(lines)) == (False, len(CASES), len(wrong))
        for line, (chain, said) in zip(lines, wrong, strict=True):
            assert line.startswith(f"{chain.test.place}: {chain.test.alert} at 2026-11-24T10:00")
            assert said in line


def test_the_shipped_chains(shipped: Monitoring, edited: Callable[..., Monitoring], write: Callable[..., Path]) -> None:
    """They hold on both lines of promtool; a spec without any has nothing to prove."""
    proofs = list(prove(write(shipped, "rules", "alertmanager"), shipped))
    assert [(proof.ok, proof.count, proof.detail) for proof in proofs] == [(True, 3, ""), (True, 3, "")]
    assert list(prove(write(shipped, "alertmanager"), edited(("\ntests:", "\ndashboards:", "\n")))) == []
