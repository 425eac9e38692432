"""Texts name what the alert knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_unknown_word(broken: Break) -> None:
    """A misspelt word."""
    found = broken(('"spend grows"', '"spend grows by {vaule}"'))
    assert [(code, message) for code, _, message in found] == [("texts", "Spend has no {vaule}")]
    assert found[0].at.startswith('"spend')


def test_label_without_split(broken: Break) -> None:
    """A label by which the alert is not split."""
    found = broken(('"spend grows"', '"spend of {model} grows"'))
    assert [(code, message) for code, _, message in found] == [("texts", "Spend has no {model}")]
    assert found[0].at.startswith('"spend')


def test_threshold_of_an_event(broken: Break) -> None:
    """An event has no threshold to tell."""
    found = broken(('"works"', '"works {threshold}"'))
    assert [(code, message) for code, _, message in found] == [("texts", "Watchdog has no {threshold}")]
    assert found[0].at.startswith('"works')


def test_raw(broken: Break) -> None:
    """Raw PromQL has labels of its own, but no threshold."""
    found = broken(('{value} wait in {queue}"', '{value} wait in {queue}, {threshold}"'))
    assert [(code, message) for code, _, message in found] == [("texts", "raw PromQL has no {threshold}")]
    assert found[0].at.startswith('"{value}')


def test_several_lines(broken: Break) -> None:
    """A summary is one line."""
    found = broken(('summary: "works"', 'summary: "works\\nwell"'))
    assert [(code, message) for code, _, message in found] == [("texts", "a summary is one line")]
    assert found[0].at.startswith('"works')


def test_nothing_to_watch(broken: Break) -> None:
    """Words are not judged where nothing is watched."""
    found = broken(("    signal: cost_growth\n    above: 50%\n    floor: $5\n", ""), ('"spend grows"', '"spend {x}"'))
    assert [(code, message) for code, _, message in found] == [("raw_alerts", "Spend says nothing to watch")]
    assert found[0].at.startswith("Spend")
