"""Shares of good calls, and how fast they burn an error budget."""

from __future__ import annotations

_STEPS = 2**53
"""A share taken from 1 is a whole number of so many parts, since floats below 1 are no finer."""


def share_burning(burn: float, budget: float) -> float | None:
    """The share of good calls at which `(1 - share) / budget` is exactly `burn`; None if rounding steps over it."""
    near = round(burn * budget * _STEPS)
    # One step more or less moves the result by about one float, so that the nearest few are all that can give it.
    reach = range(near - _NEAREST, near + _NEAREST + 1)
    shares = (1 - bad / _STEPS for bad in reach)
    return next((share for share in shares if (1 - share) / budget == burn), None)


_NEAREST = 8
