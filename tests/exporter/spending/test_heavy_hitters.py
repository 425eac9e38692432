"""Space-Saving keeps its promises, for weights of three parts."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from watchspec._internal.spending.heavy_hitters import HeavyHitters, weight

Parts = tuple[int, int, int]
streams = st.lists(
    st.tuples(st.integers(0, 12), st.tuples(st.integers(0, 3), st.integers(0, 3), st.just(1))), max_size=200
)


def _fed(stream: list[tuple[int, Parts]], capacity: int) -> HeavyHitters:
    table = HeavyHitters(capacity)
    for number, (cost, tokens, requests) in stream:
        hitter = table.by_key.get(str(number)) or table.track(str(number), None)
        hitter.cost += cost
        hitter.tokens += tokens
        hitter.requests += requests
    return table


@given(streams, st.integers(1, 8))
def test_heavy_keys_have_a_counter(stream: list[tuple[int, Parts]], capacity: int) -> None:
    """Every key whose share is above 1/capacity; a counter is never below the truth, nor what was seen above it."""
    table = _fed(stream, capacity)
    assert len(table.by_key) <= capacity
    whole = tuple(sum(parts[place] for _, parts in stream) for place in range(3))
    for number in range(13):
        true = tuple(sum(parts[place] for key, parts in stream if key == number) for place in range(3))
        hitter = table.by_key.get(str(number))
        if hitter is None:
            assert tuple(capacity * part for part in true) <= whole
        else:
            assert weight(hitter) <= true <= hitter.at_most()


@given(streams, st.integers(2, 8), st.integers(0, 12))
def test_pinned_keys_stay(stream: list[tuple[int, Parts]], capacity: int, pinned: int) -> None:
    """Whatever comes; and once unpinned they can go again."""
    table = HeavyHitters(capacity)
    table.pin(table.track("pinned", None))
    for number, _ in stream:
        if str(number) not in table.by_key:
            table.track(str(number), None).requests += 1
    assert "pinned" in table.by_key
    assert "pinned" not in {hitter.key for hitter in table.heaviest(capacity)}
    table.pin(table.by_key["pinned"], pinned=False)
    for number in range(capacity):
        table.track(f"new {number}", None).requests += 100
    assert "pinned" not in table.by_key
    assert len(table.by_key) == capacity


@given(streams, st.integers(1, 8))
def test_ageing_changes_no_order(stream: list[tuple[int, Parts]], capacity: int) -> None:
    """All weights are halved alike, and the lightest is still the next to go."""
    table = _fed(stream, capacity)
    before = [(hitter.key, *(part / 2 for part in weight(hitter))) for hitter in table.heaviest(capacity)]
    table.scale(0.5)
    assert [(hitter.key, *weight(hitter)) for hitter in table.heaviest(capacity)] == before
    least = min((hitter.at_most() for hitter in table.by_key.values()), default=None)
    newcomer = table.track("newcomer", None)
    assert newcomer.floor == (least if len(before) == capacity else (0.0, 0.0, 0.0))


def test_a_table_may_grow() -> None:
    """Who gets one of the new counters is the next to go if they are the lightest."""
    table = HeavyHitters(2)
    for number in range(3):
        table.track(f"heavy {number}", None).cost += 10
    table.capacity = 3
    table.track("light", None).cost += 1
    table.track("newcomer", None)
    assert "light" not in table.by_key
    assert len(table.by_key) == 3
