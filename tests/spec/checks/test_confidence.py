"""How sure an alert has to be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.spec.conftest import Break

QUALITY = """
  - name: Poor
    signal: quality_mean
    below: {below}
    {more}
    severity: warning
    summary: "{{value}}"

routing:"""


def poor(below: str, more: str) -> tuple[str, str]:
    """An alert on quality put into the small spec."""
    return "\nrouting:", QUALITY.format(below=below, more=more)


@pytest.mark.parametrize(
    "more", ["confidence: 99.9%", "confidence: none", "floor: 50", 'description: "{count} {bound}"']
)
def test_fine(broken: Break, more: str) -> None:
    """A level, none, or the usual one; texts may then tell the sample's size and the bound."""
    assert broken(poor("0.7", more)) == []


@pytest.mark.parametrize("level", ["95", "100%", "5%", "sure", "1"])
def test_no_level(broken: Break, level: str) -> None:
    """Bare numbers and levels beyond reason."""
    found = [(code, at.rstrip()) for code, at, _ in broken(poor("0.7", f"confidence: {level}"))]
    assert found == [("confidence", level)]


def test_nothing_is_estimated(broken: Break) -> None:
    """Every call counts in an error ratio; only what is sampled has an error."""
    found = broken(("    signal: watchdog\n", "    signal: watchdog\n    confidence: 95%\n"))
    assert [(code, message) for code, _, message in found] == [("confidence", "watchdog is no estimate from a sample")]
    assert found[0].at.startswith("confidence: 95%")


def test_a_threshold_that_needs_no_sample(broken: Break) -> None:
    """A single answer that is less than perfect decides; there is nothing to estimate."""
    found = broken(poor("1", "floor: 3"))
    assert [(code, message) for code, _, message in found] == [
        ("confidence", "one answer is enough to be sure that quality_mean is below 1")
    ]
    assert broken(poor("1", "confidence: none")) == []
    assert [code for code, _, _ in broken(poor("$3", "confidence: 95%"))] == ["thresholds"]


def test_texts_without_confidence(broken: Break) -> None:
    """There is no bound to tell then."""
    found = broken(poor("0.7", 'confidence: none\n    description: "{bound}"'))
    assert [(code, message) for code, _, message in found] == [("texts", "Poor has no {bound}")]
