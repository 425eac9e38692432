"""What compares with yesterday is over by then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.spec.conftest import Break

SPIKE = "    signal: cost_growth\n    above: 50%\n    floor: $5\n"


@pytest.mark.parametrize(
    ("more", "place", "whole"),
    [("    window: 6h\n    for: 1h\n", "6h", "1d1h"), ("    for: 21h\n", "cost_anomaly", "1d1h")],
)
def test_too_long(more: str, place: str, whole: str, broken: Break) -> None:
    """An anomaly that lasts into the next day would be its own past."""
    (found,) = broken((SPIKE, f"    signal: cost_anomaly\n    above: $5\n{more}"))
    assert found.code == "within_baseline"
    assert f"it takes {whole} with windows before and after" in found.message
    assert found.at.startswith(place)
