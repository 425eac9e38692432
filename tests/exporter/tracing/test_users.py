"""New users, in bounded memory."""

from __future__ import annotations

import gc
import tracemalloc
from collections import Counter, OrderedDict

from hypothesis import given
from hypothesis import strategies as st

from watchspec._internal.tracing.users import NewUsers

sequences = st.lists(st.text(max_size=3), max_size=60)


@given(sequences, st.integers(min_value=0, max_value=4))
def test_first_calls_of_each_user(users: list[str], calls: int) -> None:
    """Exactly the first calls of each user count as new."""
    new_users, seen = NewUsers(calls, 1_000), Counter[str]()
    for user in users:
        assert new_users.counts_as_new(user) == (seen[user] < calls)
        seen[user] += 1


@given(sequences, st.integers(min_value=1, max_value=3), st.integers(min_value=1, max_value=5))
def test_forgets_the_longest_silent(users: list[str], calls: int, room: int) -> None:
    """With too many users, the one that has not called for longest is forgotten, and is then new again."""
    new_users, model = NewUsers(calls, room), OrderedDict[str, int]()
    for user in users:
        before = model.pop(user, 0)
        model[user] = before + 1
        if len(model) > room:
            model.popitem(last=False)
        assert new_users.counts_as_new(user) == (before < calls)
        assert len(new_users) == len(model) <= room


def test_memory_is_bounded() -> None:
    """Many users take no more memory than the limit allows, and none of their ids."""
    gc.collect()
    tracemalloc.start()
    try:
        new_users = NewUsers(10, 10_000)
        for number in range(100_000):
            new_users.counts_as_new(f"customer-{number:09}")
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(new_users) == 10_000
    assert held < 10_000 * 300
    assert {len(digest) for digest in new_users._counts} == {16}
