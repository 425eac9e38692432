"""Colours of a terminal."""

from __future__ import annotations

BOLD, RED, YELLOW, CYAN, DIM = "\x1b[1m", "\x1b[31m", "\x1b[33m", "\x1b[36m", "\x1b[2m"
_RESET = "\x1b[0m"


class Painter:
    """Wraps text in a colour, or leaves it as it is."""

    def __init__(self, *, colour: bool) -> None:
        self.colour = colour

    def __call__(self, code: str, text: str) -> str:
        return f"{code}{text}{_RESET}" if self.colour else text
