"""Runs workers in prometheus_client's multiprocess mode and prints what was spent, as JSON; for test_prefork.py.

A parent with an open session forks three workers, as gunicorn does with a preloaded app.
"""

from __future__ import annotations

import json
import os
import random
import sys
from pathlib import Path

from prometheus_client import CollectorRegistry
from tests.exporter.spending.readings import Clock, metrics_on

from watchspec import catalogue
from watchspec._internal.spending.sessions import Sessions
from watchspec._internal.spending.users import Users
from watchspec._internal.tally import Tally

WORKERS, LIMIT, CALLS = 3, 4, 3000
HEAVY = 5


def work(number: int, users: Users, sessions: Sessions, clock: Clock) -> list[float]:
    """One worker's calls, each drained at once: cost, requests, tokens."""
    chance = random.Random(number)
    spent = [0.0, 0.0, 0.0]
    for _ in range(CALLS):
        tally = Tally()
        user = chance.randrange(HEAVY) if chance.random() < 0.7 else chance.randrange(1000)
        cost, tokens = chance.randrange(64) / 64, chance.randrange(100)
        users.add(tally, f"user {user}", cost, tokens)
        sessions.add(tally, f"session {user % 7}", "chat", cost)
        clock.now += 1
        users.idle(clock.now, scrape=True)
        tally.write()
        for place, amount in enumerate((cost, 1, tokens)):
            spent[place] += amount
    tally = Tally()
    sessions.end_all(tally)
    tally.write()
    return spent


def main(results: Path) -> None:
    """Forks and waits."""
    clock = Clock()
    metrics = metrics_on(CollectorRegistry())
    users = Users(metrics, LIMIT, clock=clock)
    sessions = Sessions(metrics, lambda _: None, clock=clock)
    sessions.add(Tally(), "the parent's", "chat", 1_000_000.0)
    children = []
    for number in range(WORKERS):
        child = os.fork()
        if not child:
            (results / f"{number}.json").write_text(json.dumps(work(number, users, sessions, clock)), encoding="utf-8")
            os._exit(0)
        children.append(child)
    for child in children:
        assert os.waitpid(child, 0)[1] == 0
    assert metrics[catalogue.USER_COST].collect()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
