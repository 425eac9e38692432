"""Environments: merging, and variables."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.spec.overlay import environment_names, expand, merge, overlaid
from watchspec_generators.spec.source import read
from watchspec_generators.spec.tree import Mark, locate, plain

SPEC = """a: {b: 1, c: [1, 2]}
d: ${NOT_HERE}
environments:
  x:
    set:
      a: {c: [3], e: "${E:-5}"}
      f: ${F:-5}
      g: ${G}
      h: a $${H} ${F:-b c}
      i: [1, "${G}"]
  y: {set: 5}
  z:
"""
KEYS = st.sampled_from("abc")
TREES = st.recursive(
    st.integers(0, 3), lambda inner: st.dictionaries(KEYS, inner, max_size=3) | st.lists(inner, max_size=2)
)


def test_merge_and_places() -> None:
    """Mappings merge, lists and scalars replace; what the overlay gives is placed in it."""
    root = overlaid(read(SPEC, "f"), "x")
    data = plain(root)
    assert data["a"] == {"b": 1, "c": [3], "e": "${E:-5}"}
    assert locate(root, ("a", "b")) == Mark(1, 8)
    assert locate(root, ("a", "c")) == Mark(6, 14)
    assert locate(root, ("a", "e"), key=True) == Mark(6, 19)
    assert locate(root, ("a",), key=True) == Mark(1, 1)


def test_an_overlay_without_set_changes_nothing() -> None:
    """Nor does one that is no mapping, or an unknown one."""
    root = read(SPEC, "f")
    assert [plain(overlaid(root, name)) for name in ("y", "z", "unknown")] == [plain(root)] * 3


def test_variables_only_inside_environments() -> None:
    """Values, defaults, escapes; unquoted ones get their type afterwards; missing ones are listed."""
    root, missing = expand(read(SPEC, "f"), {"E": "7", "NOT_HERE": "x"})
    data = plain(root)
    assert data["d"] == "${NOT_HERE}"
    assert data["environments"]["x"]["set"] == {
        "a": {"c": [3], "e": "7"},
        "f": 5,
        "g": "${G}",
        "h": "a ${H} b c",
        "i": [1, "${G}"],
    }
    assert [(item.name, item.mark) for item in missing["x"]] == [("G", Mark(8, 10)), ("G", Mark(10, 14))]
    assert missing["y"] == ()


def test_a_variable_may_hold_anything() -> None:
    """A value that would be no number to work with stays text."""
    root, _ = expand(read("environments:\n  x:\n    a: ${A}", "f"), {"A": ".inf"})
    assert plain(root) == {"environments": {"x": {"a": ".inf"}}}


def test_specs_without_environments() -> None:
    """Nothing to fill in, nothing to choose from."""
    for text in ("a: 1", "environments: {}", "environments: 5"):
        root = read(text, "f")
        assert expand(root, {}) == (root, {})
        assert environment_names(root) == ()


@given(TREES, TREES)
def test_merging_with_itself_changes_nothing(base: object, over: object) -> None:
    """Merging is idempotent, and what the overlay says holds afterwards."""
    one, two = (read(f"- {value}".replace("'", ""), "f") for value in ({"k": base}, {"k": over}))
    assert isinstance(one.value, tuple)
    assert isinstance(two.value, tuple)
    merged = merge(one.value[0], two.value[0])
    assert plain(merge(merged, two.value[0])) == plain(merged)
    assert plain(merge(one.value[0], one.value[0])) == plain(one.value[0])
