"""Samples put elsewhere, some of them left out."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.detection.samples import spaced

WORDS = st.one_of(
    st.integers(0, 9).map(str),
    st.tuples(st.integers(0, 9), st.integers(0, 5)).map(lambda pair: f"{pair[0]}x{pair[1]}"),
    st.tuples(st.integers(0, 9), st.integers(-5, 5), st.integers(0, 5)).map(lambda t: f"{t[0]}{t[1]:+}x{t[2]}"),
    st.integers(1, 4).map(lambda count: f"_x{count}"),
    st.sampled_from(["_", "stale"]),
)


def plain(notation: str) -> list[str]:
    """Sample by sample, as promtool's documentation has it."""
    found: list[str] = []
    for word in notation.split():
        body, _, times = word.partition("x")
        sign = max(body.rfind("+"), body.rfind("-"))
        if word == "stale":
            found.append(word)
        elif body == "_":
            found += ["_"] * int(times or 1)
        else:
            first, step = (body[:sign], body[sign:]) if sign > 0 else (body, "0")
            found += [f"{int(first) + int(step) * number}" for number in range(int(times or 0) + 1)]
    return found


@given(st.lists(WORDS, max_size=5), st.integers(0, 3), st.integers(1, 4), st.sets(st.integers(0, 30)))
def test_spaced(words: list[str], first: int, distance: int, kept: set[int]) -> None:
    """Each kept sample is where it belongs, and nothing else is anywhere."""
    notation = " ".join(words)
    wanted = {
        first + number * distance: value
        for number, value in enumerate(plain(notation))
        if number in kept and value != "_"
    }
    shown = plain(spaced(notation, first, distance, sorted(kept)))
    assert {tick: value for tick, value in enumerate(shown) if value != "_"} == wanted
