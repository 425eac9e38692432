"""What is written together is what would be written one by one."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest

from watchspec._internal.rendering import render
from watchspec._internal.tally import Tally

EDGES = (0.5, 1.0, 2.5)
values = st.lists(st.sampled_from([*EDGES, 0.0, 0.75, 3.0]) | st.integers(0, 40).map(lambda tenths: tenths / 8))


def _histogram(registry: CollectorRegistry) -> Histogram:
    return Histogram("took", "Took", ["a"], buckets=EDGES, registry=registry).labels("x")


def _text(registry: CollectorRegistry) -> list[str]:
    return [line for line in generate_latest(registry).decode().splitlines() if "_created" not in line]


@given(values)
def test_many_observations(observed: list[float]) -> None:
    """Buckets, count and sum, also of values that are an edge."""
    together, apart = CollectorRegistry(), CollectorRegistry()
    tally, child, single = Tally(), _histogram(together), _histogram(apart)
    tally.observe_all(child, observed[::2])
    for value in observed[1::2]:
        tally.observe(child, value)
    tally.write()
    for value in observed:
        single.observe(value)
    assert _text(together) == _text(apart)


@given(values, st.integers(0, 20))
def test_exemplars_stay_with_their_values(observed: list[float], place: int) -> None:
    """Also when the observation that has one is among many."""
    registry = CollectorRegistry()
    tally, child = Tally(), _histogram(registry)
    observed.insert(place, 1.75)
    for number, value in enumerate(observed):
        tally.observe(child, value, {"trace_id": "t"} if number == observed.index(1.75) else None)
    tally.write()
    assert 'le="2.5"' in render(registry, openmetrics=True).decode().split("# {", 1)[0].splitlines()[-1]
    assert f'took_count{{a="x"}} {float(len(observed))}' in render(registry, openmetrics=True).decode()


def test_amounts_of_nothing_are_not_written() -> None:
    """What adds up to 0, such as a call that has begun and ended since, costs nothing."""
    registry = CollectorRegistry()
    counter = Counter("events", "Events", registry=registry)
    tally = Tally()
    tally.inc(counter, 2.0)
    tally.inc(counter, -2.0)
    tally.write()
    assert "events_total 0.0" in generate_latest(registry).decode()
