"""From a path in the spec to where it is written."""

from __future__ import annotations

from watchspec_generators.spec.places import places, positions
from watchspec_generators.spec.tree import Mark

SPEC = """alerts:
  - name: A
environments:
  demo:
    set:
      alerts:
        - name: B
"""


def test_paths_lead_to_lines() -> None:
    """To the nearest part that is written, in an environment to what it sets."""
    assert places(SPEC, file="f")(("alerts", 0, "for")) == Mark(2, 5)
    assert places(SPEC, file="f", environment="demo")(("alerts", 0)) == Mark(7, 11)


def test_what_has_a_name_is_at_its_name() -> None:
    """As people and editors write it, of a mapping at its key."""
    assert positions(SPEC, file="f")(("alerts",)) == "f:1:1"
    assert positions(SPEC, file="f")(("alerts", 0, "for")) == "f:2:5"
    assert positions(SPEC, file="f", environment="demo")(("alerts",)) == "f:6:7"
