"""Nothing that users spend is lost or counted twice, whoever has a series when."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from tests.exporter.spending.readings import USER_METRICS, Worker

from watchspec._internal.spending.hashing import user_label

Action = tuple[str, int, int, int]
USERS = ["u1", "u2", "u3", "u4", "u5", "u6", "u1\n", "u1\t ", "__other__"]
"""Some of which are the same as labels, where they are shown as they are."""
calls = st.tuples(st.just("call"), st.integers(0, 8), st.integers(0, 40), st.integers(0, 9))
waits = st.sampled_from([1, 15, 61, 95, 4000])
drains = st.tuples(st.just("drain"), waits, st.just(0), st.just(0))
scrapes = st.tuples(st.just("scrape"), waits, st.just(0), st.just(0))
actions = st.lists(calls | drains | scrapes | scrapes, max_size=120)
unseen = st.lists(calls | drains, max_size=120)


def _play(worker: Worker, action: Action) -> None:
    kind, number, eighths, tokens = action
    if kind == "call":
        # Binary fractions add up without rounding, so that sums can be compared as they are.
        worker.call(USERS[number], eighths / 8 if eighths else None, tokens)
    elif kind == "scrape":
        worker.scrape(after=number)
    else:
        worker.clock.now += number
        worker.drain()


@settings(deadline=None)
@given(actions, st.integers(1, 3), st.integers(2, 9), st.booleans())
def test_what_is_scraped_is_what_was_spent(history: list[Action], limit: int, tracked: int, hashed: bool) -> None:
    """At each scrape the sum over all series and the sum of their increases are exact, and series are bounded."""
    worker = Worker(limit, tracked=tracked, hash_users=hashed)
    for action in [*history, ("scrape", 15, 0, 0)]:
        _play(worker, action)
        if action[0] != "scrape":
            continue
        for scraper, spent in zip(worker.scrapers, worker.spent, strict=True):
            assert scraper.total() == spent
            assert scraper.increase == spent
            assert scraper.most <= limit + 1


@settings(deadline=None)
@given(unseen, st.integers(1, 5), st.integers(2, 9))
def test_in_multiprocess_mode_series_stay(history: list[Action], limit: int, tracked: int) -> None:
    """Sums are exact there too; no series goes, and there are never more of them than the limit and `__other__`."""
    worker = Worker(limit, tracked=tracked, prefork=True)
    for action in [*history, ("drain", 61, 0, 0)]:
        before = worker.shown()
        _play(worker, action)
        after = worker.shown()
        assert all(after[label] >= value for label, value in before.items())
        assert len(after) <= limit + 1
    for metric, spent in zip(USER_METRICS, worker.spent, strict=True):
        assert sum(worker.shown(metric).values()) == spent


@settings(deadline=None)
@given(st.lists(calls | st.tuples(st.just("scrape"), st.integers(1, 60), st.just(0), st.just(0)), max_size=120))
def test_increases_are_exact_in_multiprocess_mode(history: list[Action]) -> None:
    """Where a scrape comes at least once a minute: it sees each new series at 0."""
    worker = Worker(3, prefork=True)
    for action in [*history, ("scrape", 15, 0, 0)]:
        _play(worker, action)
    for scraper, spent in zip(worker.scrapers, worker.spent, strict=True):
        assert scraper.increase == scraper.total() == spent


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 2), calls | drains), max_size=150))
def test_workers_add_up(history: list[tuple[int, Action]]) -> None:
    """Over three workers, a user has one label, sums are exact, and series are at most 3 x limit + 1."""
    limit = 2
    workers = [Worker(limit, prefork=True) for _ in range(3)]
    for number, action in history:
        _play(workers[number], action)
    merged: dict[str, float] = {}
    for worker in workers:
        worker.drain()
        for label, value in worker.shown().items():
            merged[label] = merged.get(label, 0.0) + value
    assert sum(merged.values()) == sum(worker.spent[0] for worker in workers)
    assert len(merged) <= len(workers) * limit + 1
    assert set(merged) <= {"__other__"} | {user_label(user) for user in USERS}


def test_a_users_own_series_is_partly_in_other() -> None:
    """A user whom one worker shows has there what they spent there; the rest is in the other's `__other__`."""
    first, second = Worker(2, prefork=True), Worker(2, prefork=True)
    for worker in (first, second):
        worker.call("both", 1.0)
    for step in range(3):
        first.call("both", 8.0)
        second.call(f"rival {step}", 100.0)
        second.call("both", 2.0)
        for worker in (first, second):
            worker.clock.now += 61
            worker.drain()
    mine = user_label("both")
    assert mine in first.shown()
    assert mine not in second.shown()
    assert sum(first.shown().values()) + sum(second.shown().values()) == first.spent[0] + second.spent[0]
