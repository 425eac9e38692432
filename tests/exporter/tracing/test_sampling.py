"""What is kept, and that totals over what is kept are right."""

from __future__ import annotations

from math import sqrt
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opentelemetry.sdk.trace._sampling_experimental import composable_traceid_ratio_based, composite_sampler
from opentelemetry.sdk.trace.sampling import Decision

from watchspec import catalogue
from watchspec._internal.tracing.sampling import (
    MAX_THRESHOLD,
    Sampler,
    Sampling,
    passes,
    probability_of,
    sampling_of,
    threshold_in,
    threshold_of,
    with_threshold,
)

trace_ids = st.integers(min_value=1, max_value=(1 << 128) - 1)
rates = st.floats(min_value=0.0, max_value=1.0)


@given(trace_ids, rates, rates)
def test_higher_rates_keep_all_that_lower_ones_keep(trace_id: int, one: float, other: float) -> None:
    """Services with different rates agree on every trace that the lowest of them keeps."""
    low, high = sorted((one, other))
    assert passes(trace_id, threshold_of(high)) or not passes(trace_id, threshold_of(low))


@given(trace_ids, rates)
def test_agrees_with_opentelemetry(trace_id: int, rate: float) -> None:
    """Verdict and tracestate are those of OpenTelemetry's own consistent sampler."""
    result = composite_sampler(composable_traceid_ratio_based(rate)).should_sample(None, trace_id, "span")
    threshold = threshold_of(rate)
    sampled = result.decision is Decision.RECORD_AND_SAMPLE
    assert passes(trace_id, threshold) == sampled
    if sampled:
        assert result.trace_state is not None
        assert result.trace_state["ot"] == with_threshold("", threshold)


@given(trace_ids)
def test_only_the_random_bits_count(trace_id: int) -> None:
    """The high 72 bits, which may hold a time, decide nothing."""
    threshold = threshold_of(0.5)
    assert passes(trace_id, threshold) == passes(trace_id % MAX_THRESHOLD, threshold)


@given(trace_ids)
def test_ends_of_the_scale(trace_id: int) -> None:
    """Rate 0 keeps nothing and rate 1 everything."""
    assert not passes(trace_id, threshold_of(0.0))
    assert passes(trace_id, threshold_of(1.0))


@given(rates)
def test_probability_is_the_rate(rate: float) -> None:
    """What is recorded is the rate itself, to 56 bits."""
    assert probability_of(threshold_of(rate)) == pytest.approx(rate, abs=2**-56)


@pytest.mark.parametrize("rate", [0.001, 0.1, 0.5, 0.9])
def test_share_kept(rate: float) -> None:
    """Of many random traces the share of the rate is kept, within five standard deviations."""
    random, count = Random(7), 50_000
    kept = sum(passes(random.getrandbits(128), threshold_of(rate)) for _ in range(count))
    assert abs(kept - rate * count) <= 5 * sqrt(count * rate * (1 - rate))


@given(st.integers(min_value=0, max_value=MAX_THRESHOLD - 1), st.sampled_from(["", "rv:0123456789abcd", "th:8;a:b"]))
def test_threshold_in_a_tracestate(threshold: int, entry: str) -> None:
    """A threshold is read back as it was written, and what else is in the entry stays."""
    written = with_threshold(entry, threshold)
    assert threshold_in(written) == threshold
    assert written.count("th:") == 1
    assert [part for part in written.split(";")[1:] if part] == [p for p in entry.split(";") if p and p[:3] != "th:"]


@pytest.mark.parametrize("entry", ["", "rv:1", "th:", "th:xyz", "th:-1", "th:123456789abcdef", "th: 1", "oth:8"])
def test_no_threshold(entry: str) -> None:
    """What is no threshold by the specification is none."""
    assert threshold_in(entry) is None


def test_reasons() -> None:
    """The first reason that holds is given, and what is kept for a reason is kept for certain."""
    sampler = Sampler(Sampling(rate=0.0, slow_seconds=5.0, expensive_usd=0.1, new_user_calls=1))
    cases: list[tuple[tuple[Any, ...], str]] = [
        ((True, 9.0, 1.0, "ann"), "error"),
        ((False, 5.0, 1.0, "bob"), "slow"),
        ((False, 4.9, 0.1, "eve"), "expensive"),
        ((False, 4.9, 0.09, "joe"), "new_user"),
        ((False, 4.9, 0.09, "ann"), "dropped"),
        ((False, 4.9, None, None), "dropped"),
    ]
    decisions = [sampler.decide(1, *arguments) for arguments, _ in cases]
    assert [decision.reason for decision in decisions] == [reason for _, reason in cases]
    assert [decision.keep for decision in decisions] == [reason != "dropped" for _, reason in cases]
    assert {decision.probability for decision in decisions if decision.keep} == {1.0}
    assert {reason for _, reason in cases} | {"rate"} == set(catalogue.TRACE_DECISIONS)


def test_rate_is_a_reason() -> None:
    """What nothing else keeps is kept by the rate, with its probability."""
    decision = Sampler(Sampling(rate=0.25)).decide(MAX_THRESHOLD - 1, False, 0.1, None, None)
    assert decision == (True, "rate", 0.25)


def test_steps_have_a_limit_of_their_own() -> None:
    """A step spans many calls, so it is slow later; its failure counts like a call's."""
    sampler = Sampler(Sampling(slow_seconds=5.0, slow_step_seconds=30.0))
    cases = [(False, 29.0), (False, 30.0), (True, 0.0)]
    assert [sampler.reason_for_step(*case) for case in cases] == [None, "slow", "error"]


def _calls(random: Random, count: int) -> list[tuple[bool, float, float, str]]:
    """(error, seconds, cost, user): a tail of slow ones, rare errors, and few users who ask much."""
    return [
        (
            random.random() < 0.02,
            random.lognormvariate(0.0, 1.0),
            random.lognormvariate(-5.0, 1.2),
            f"user-{int(random.paretovariate(0.8))}",
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("rate", [0.02, 0.1, 0.5])
@pytest.mark.parametrize("seed", range(5))
def test_totals_are_unbiased(rate: float, seed: int) -> None:
    """Weighted by the inverse probability, what is kept adds up to calls, errors, seconds and dollars of all calls."""
    random = Random(seed)
    sampler = Sampler(Sampling(rate=rate, slow_seconds=4.0, expensive_usd=0.05, new_user_calls=2))
    truth, estimate, variance = [0.0] * 4, [0.0] * 4, [0.0] * 4
    for error, seconds, cost, user in _calls(random, 20_000):
        decision = sampler.decide(random.getrandbits(128), error, seconds, cost, user)
        probability = decision.probability
        assert probability is not None
        for index, value in enumerate((1.0, float(error), seconds, cost)):
            truth[index] += value
            estimate[index] += decision.keep * value / probability
            variance[index] += value * value * (1 - probability) / probability
    for index in range(4):
        assert abs(estimate[index] - truth[index]) <= 4 * sqrt(variance[index]) + 1e-6
    # Errors are all kept, so that their number is not an estimate.
    assert estimate[1] == pytest.approx(truth[1])
    assert variance[0] > 0


def test_unweighted_totals_would_be_biased() -> None:
    """The error ratio among the kept is far from the truth without the weights: the estimate above is no accident."""
    random, sampler = Random(1), Sampler(Sampling(rate=0.05, new_user_calls=0))
    kept, failed, weight = 0, 0, 0.0
    for error, seconds, cost, user in _calls(random, 20_000):
        decision = sampler.decide(random.getrandbits(128), error, seconds, cost, user)
        if decision.keep:
            kept += 1
            failed += error
            weight += 1 / (decision.probability or 1)
    assert failed / kept > 0.1
    assert failed / weight == pytest.approx(0.02, rel=0.3)


@pytest.mark.parametrize("traces", [None, False])
def test_off(traces: Any) -> None:
    """Nothing is traced unless it is asked for."""
    assert sampling_of(traces, pytest.fail) is None


@pytest.mark.parametrize("traces", [True, {}, Sampling(), {"rate": 0.1}])
def test_on(traces: Any) -> None:
    """`True` is the default sampling, and a mapping names what differs."""
    assert sampling_of(traces, pytest.fail) == Sampling()


def test_fields_from_a_mapping() -> None:
    """Every field may be set by name; whole numbers are good for seconds and rates."""
    given = {"rate": 1, "slow_seconds": 2, "slow_step_seconds": 9, "expensive_usd": 1, "new_user_calls": 0}
    found = sampling_of({**given, "max_users": 5, "follow_host": True}, pytest.fail)
    assert found == Sampling(1, 2, 9, 1, 0, 5, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"rate": 1.5},
        {"rate": -0.1},
        {"rate": float("nan")},
        {"rate": "0.5"},
        {"rate": True},
        {"slow_seconds": float("inf")},
        {"new_user_calls": 1.5},
        {"max_users": None},
        {"follow_host": 1},
        {"rates": 0.5},
    ],
)
def test_wrong_values(wrong: dict[str, Any]) -> None:
    """What cannot be used is reported and replaced by its default; the rest holds."""
    problems: list[str] = []
    assert sampling_of({**wrong, "expensive_usd": 3.0}, problems.append) == Sampling(expensive_usd=3.0)
    assert len(problems) == 1
    assert next(iter(wrong)) in problems[0]


def test_wrong_values_in_a_sampling() -> None:
    """A `Sampling` is looked at in the same way."""
    problems: list[str] = []
    assert sampling_of(Sampling(rate=7.0, expensive_usd=3.0), problems.append) == Sampling(expensive_usd=3.0)
    assert problems == ["traces.rate cannot be 7.0"]


@given(st.one_of(st.text(), st.integers(), st.binary(), st.lists(st.integers()), st.dictionaries(st.text(), st.text())))
def test_never_raises(traces: Any) -> None:
    """Whatever is given, there is a sampling or none."""
    found = sampling_of(traces, lambda _: None)
    assert found is None or found == Sampling()
