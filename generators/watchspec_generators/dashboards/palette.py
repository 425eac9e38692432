"""Colours that people with any colour vision can tell apart (Okabe and Ito's eight)."""

from __future__ import annotations

from itertools import cycle
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

BLUE = "#0072B2"
ORANGE = "#E69F00"
GREEN = "#009E73"
PURPLE = "#CC79A7"
SKY = "#56B4E9"
VERMILLION = "#D55E00"
YELLOW = "#F0E442"
GREY = "#999999"

# Vermillion comes last: it is also the colour of a critical limit.
_SERIES = (BLUE, GREEN, PURPLE, SKY, ORANGE, YELLOW, GREY, VERMILLION)


def colours(names: Iterable[str]) -> Mapping[str, str]:
    """A colour for each name, in order, the same on every panel that draws the same names."""
    return dict(zip(names, cycle(_SERIES), strict=False))
