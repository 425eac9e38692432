"""The shape itself."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from watchspec_generators.spec.shape import Links


def test_sections_are_frozen() -> None:
    """A section can't be changed after it was read."""
    links = Links(runbooks="http://a", grafana="http://b")
    with pytest.raises(ValidationError):
        links.grafana = "http://c"  # type: ignore[misc]  # that it is an error is the point
