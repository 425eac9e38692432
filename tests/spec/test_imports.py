"""The package of the spec, which others read parts of while it asks them what becomes of a spec."""

from __future__ import annotations

import sys

import pytest

from watchspec_generators import spec
from watchspec_generators.edge.processes import run_tool


@pytest.mark.parametrize("first", ["model.resolve", "alertmanager", "graph", "time_travel.expectations"])
def test_any_package_may_be_imported_first(first: str) -> None:
    """No circle of imports depends on where it is entered."""
    done = run_tool([sys.executable, "-c", f"import watchspec_generators.{first}"])
    assert done.code == 0, done.output


def test_no_other_name_is_made_up() -> None:
    """Only what loading offers is looked up late."""
    assert hasattr(spec, "load")
    assert not hasattr(spec, "nothing")
