"""What was done of a plan, said as it is done."""

from __future__ import annotations

from collections.abc import Callable

Say = Callable[[str], None]
"""Takes one thing that was done, in words."""


class NotApplied(Exception):  # noqa: N818 - reads as what happened
    """A step was refused; the message says which and why, and what was undone."""
