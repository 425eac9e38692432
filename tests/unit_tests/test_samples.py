"""Samples from which an alert is just sure."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from watchspec_generators.signals import SIGNALS
from watchspec_generators.unit_tests.samples import Sample
from watchspec_generators.values import parse_quantity
from watchspec_generators.values.confidence import USUAL


def sample(signal: str, threshold: object) -> Sample:
    """A sample of `signal`, judged on the side on which it is bad."""
    found = SIGNALS[signal]
    bound, op = found.bound, found.direction
    assert bound is not None
    return Sample(found, bound, parse_quantity(threshold, found.unit), ">" if op == "above" else "<", USUAL.z, 0.02)


@given(st.sampled_from([("hallucination_ratio", "10%"), ("quality_mean", "0.7")]), st.floats(100, 1e5))
def test_a_few_samples_decide(judged: tuple[str, str], count: float) -> None:
    """The one estimate is sure with what it has, and not with three in a hundred fewer; the other needs more."""
    one = sample(*judged)
    sign = 1 if one.op == ">" else -1
    limit, past, short = one.threshold.value, one.past(count), one.short_of(count)
    assert sign * (one.read(past, count)["bound"] - limit) > 0
    assert sign * (one.read(past, 0.97 * count)["bound"] - limit) < 0
    assert sign * (one.read(short, count)["bound"] - limit) < 0
    assert sign * (one.read(short, 1.03 * count)["bound"] - limit) > 0
    assert sign * (short - limit) > 0


@pytest.mark.parametrize(("threshold", "least"), [("10%", 162.0), ("99%", 380.0), ("99.9%", 3838.0)])
def test_enough_to_be_sure_of_anything(threshold: str, least: float) -> None:
    """If not even all bad answers would do, there are to be more of them."""
    enough = sample("hallucination_ratio", threshold).enough(162.0)
    assert enough >= least
    assert enough in {162.0 * 2**doubled for doubled in range(10)}


def test_a_size_is_shown_without_doubt() -> None:
    """Half an answer would be rounded up here and down there."""
    assert sample("quality_mean", "0.7").enough(40.5) == pytest.approx(40.7)
