"""Observed functions: they stay what they are, whatever they are."""

from __future__ import annotations

import inspect
from typing import TYPE_CHECKING, Any

from tests.exporter.step_readings import ends

import watchspec

if TYPE_CHECKING:
    import pytest
    from tests.exporter.conftest import Meter


class Service:
    """Methods of every kind."""

    @watchspec.observe
    def plain(self, number: int = 1) -> int:
        """Says the number."""
        return number

    @watchspec.observe
    @staticmethod
    def static() -> str:
        return "static"

    @watchspec.observe(name="made")
    @classmethod
    def make(cls) -> Service:
        return cls()


def test_functions_stay_what_they_are(meter: Meter) -> None:
    """Name, signature, documentation and binding; the step is named after class and function."""
    assert Service.make().plain(number=3) == 3
    assert Service.static() == "static"
    assert (Service.plain.__name__, Service.plain.__doc__) == ("plain", "Says the number.")
    assert list(inspect.signature(Service.plain).parameters) == ["self", "number"]
    for step in ("Service.plain", "Service.static", "made"):
        assert ends(meter, step) == {"success": 1}


def test_odd_things_to_observe(meter: Meter, caplog: pytest.LogCaptureFixture) -> None:
    """A callable without a name is measured by its class; what cannot be called comes back with a log line."""
    from functools import partial

    odd: Any = 3
    assert watchspec.observe(partial(int, "11"))() == 11
    assert watchspec.observe(odd) is odd
    assert ends(meter, "partial") == {"success": 1}
    assert "not a int" in caplog.text
