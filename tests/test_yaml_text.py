"""YAML that the generators write."""

from __future__ import annotations

import yaml
from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.yaml_text import HEADER, to_yaml

VALUES = st.recursive(
    st.text() | st.integers() | st.floats(allow_nan=False) | st.booleans(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(), VALUES, max_size=4))
def test_what_is_written_is_read_back(value: dict[str, object]) -> None:
    """Any text, however it looks to YAML, survives."""
    assert yaml.safe_load(to_yaml(value)) == value


def test_it_reads_well() -> None:
    """The header, keys in order, items below their key, several lines as a block, no anchors, no folding."""
    shared = ["22:00", "yes"]
    long = "word " * 60 + "end"
    text = to_yaml({"z": shared, "a": shared, "expr": "one\ntwo", "long": long})
    assert text == (f"{HEADER}z:\n- '22:00'\n- 'yes'\na:\n- '22:00'\n- 'yes'\nexpr: |-\n  one\n  two\nlong: {long}\n")
