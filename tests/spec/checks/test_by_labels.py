"""`by` names labels of the signal."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_unknown_label(broken: Break) -> None:
    """A label that the signal lacks."""
    found = broken(
        ("    by: [model]\n    above: 5%", "    by: [modell]\n    above: 5%"),
        ("of calls to {model} fail", "of calls fail"),
    )
    assert [(code, message) for code, _, message in found] == [("by_labels", "error_ratio has no label `modell`")]
    assert found[0].at.startswith("modell]")


def test_repeated_label(broken: Break) -> None:
    """The same label twice."""
    found = broken(("    by: [model]\n    above: 5%", "    by: [model, model]\n    above: 5%"))
    assert [(code, message) for code, _, message in found] == [("by_labels", "`model` is named twice")]
    assert found[0].at.startswith("model]")
