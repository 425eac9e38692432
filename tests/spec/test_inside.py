"""Places of characters within texts of a spec."""

from __future__ import annotations

import pytest

from watchspec_generators.spec.inside import inside
from watchspec_generators.spec.tree import Mark


@pytest.mark.parametrize(
    ("lines", "text", "expected"),
    [
        (["a: one two"], "one two", Mark(1, 8)),
        (["a: 'one two'"], "one two", Mark(1, 9)),
        (['a: "one two"'], "one two", Mark(1, 9)),
        (["a: 'one ''two'"], "one 'two", Mark(1, 4)),
        (["a: |-", "  zero", "  one two"], "zero\none two", Mark(2, 7)),
        (["a: |-", "  one", "    two"], "one\n  two", Mark(3, 3)),
        (["a: |-", "  one ${X}"], "one two", Mark(1, 4)),
        (["a: |-"], "one two", Mark(1, 4)),
        (["a: >-", "  one two"], "one two", Mark(1, 4)),
        (["a: &b one two"], "one two", Mark(1, 4)),
        (["a:"], "one two", Mark(1, 4)),
    ],
)
def test_the_fifth_character(lines: list[str], text: str, expected: Mark) -> None:
    """It is found in plain, quoted and literal texts; elsewhere the text's own place must do."""
    assert inside(lines, Mark(1, 4), text, 4) == expected
