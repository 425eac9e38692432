"""Newcombe's interval for the difference of two shares, each known from a sample of its own.

It is made of Wilson's bounds of the two (method 10 of his comparison), and like them holds for few samples and for
shares near 0 and 1: `lower = b - a - sqrt((b - lower(b))^2 + (upper(a) - a)^2)`. As Wilson's, it holds on the safe
side for means of scores from 0 to 1.
"""

from __future__ import annotations

import math

from watchspec_generators.signals import wilson


def least_rise(before: float, counted_before: float, after: float, counted_after: float, z: float) -> float:
    """How much `after` is surely above `before`, as far as `z` standard errors go; below 0: perhaps not at all."""
    down = after - wilson.lower(after, counted_after, z)
    up = wilson.upper(before, counted_before, z) - before
    return after - before - math.hypot(down, up)
