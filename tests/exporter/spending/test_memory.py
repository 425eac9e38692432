"""Memory does not grow with the number of users and sessions."""

from __future__ import annotations

import tracemalloc

from prometheus_client import CollectorRegistry
from tests.exporter.spending.readings import Clock, metrics_on

from watchspec._internal.spending.sessions import MOST_OPEN, Sessions
from watchspec._internal.spending.users import DEFAULT_LIMIT, TRACKED_PER_PLACE, Users
from watchspec._internal.tally import Tally

ROUND = 10_000
RETURNING = [number % 40_000 for number in range(140_000)]
NEW = list(range(40_000, 100_000))


def test_a_hundred_thousand_users_and_sessions_leave_memory_flat() -> None:
    """In 200,000 calls: 60,000 new users leave no more behind than 1,000 of them and 10,000 sessions need.

    Memory is traced for the last part only, as tracing takes its time, and compared once all that was kept from
    before has been replaced.
    """
    metrics = metrics_on(CollectorRegistry())
    clock = Clock()
    users = Users(metrics, clock=clock)
    sessions = Sessions(metrics, lambda _: None, clock=clock)

    def play(numbers: list[int]) -> None:
        tally = Tally()
        for number in numbers:
            users.add(tally, f"user {number}", 0.001, 20)
            sessions.add(tally, f"session {number}", "chat", 0.001)
        clock.now += 15
        users.idle(clock.now, scrape=True)
        tally.write()

    for start in range(0, len(RETURNING), ROUND):
        play(RETURNING[start : start + ROUND])
    used = []
    tracemalloc.start()
    try:
        for start in range(0, len(NEW), ROUND):
            play(NEW[start : start + ROUND])
            used.append(tracemalloc.get_traced_memory()[0])
    finally:
        tracemalloc.stop()
    assert len(users._table.by_key) == DEFAULT_LIMIT * TRACKED_PER_PLACE
    assert len(sessions) == MOST_OPEN
    assert max(used[2:]) - used[1] < 200_000
    assert max(used) < 8_000_000
