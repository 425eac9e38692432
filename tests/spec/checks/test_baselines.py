"""The prompt version that others are compared with."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.spec.conftest import Break

WORSE = """
  - name: Worse
    signal: {signal}
    above: {above}
    {baseline}
    severity: warning
    summary: "{{value}} {more}"

routing:"""


def worse(baseline: str, signal: str = "prompt_score_drop", above: str = "0.1", more: str = "") -> tuple[str, str]:
    """An alert that compares versions, put into the small spec."""
    return "\nrouting:", WORSE.format(signal=signal, above=above, baseline=baseline, more=more)


@pytest.mark.parametrize("above", ["0", "0.1"])
def test_fine(broken: Break, above: str) -> None:
    """Any difference that is sure, or one of some size; texts may name the baseline."""
    assert broken(worse("baseline: support/v11", above=above, more="{baseline} {count}")) == []


def test_missing(broken: Break) -> None:
    """Nobody else knows which version was good."""
    found = broken(worse("floor: 9"))
    assert [(code, message) for code, _, message in found] == [
        ("baselines", "prompt_score_drop has nothing to compare versions with")
    ]
    assert found[0].at.startswith("signal: prompt_score_drop")


def test_of_no_use(broken: Break) -> None:
    """A mean over all prompts compares nothing."""
    found = broken(worse("baseline: v1", "hallucination_ratio", "1%"))
    assert [(code, message) for code, _, message in found] == [
        ("baselines", "hallucination_ratio compares no versions")
    ]
    assert found[0].at.startswith("baseline: v1")


@pytest.mark.parametrize("name", ['""', '" v1"', '"a\\nb"', "x" * 500])
def test_no_label(broken: Break, name: str) -> None:
    """The exporter trims what it is given, and makes one line of it."""
    assert [code for code, _, _ in broken(worse(f"baseline: {name}"))] == ["baselines"]
