"""Series of a few samples, at known places."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

BEGIN: Mapping[str, str] = {"begin": "0"}
"""To be played along: promtool begins its storage with the first sample that it sees, of any series, and then refuses
others that are half a day older."""


def samples_at(values: Mapping[int, float]) -> str:
    """Values by the number of the sample from the start, in promtool's notation; there is nothing between them."""
    words, after = [], 0
    for place, value in sorted(values.items()):
        words += [f"_x{place - after}"] if place > after else []
        words.append(f"{value:.10g}")
        after = place + 1
    return " ".join(words)
