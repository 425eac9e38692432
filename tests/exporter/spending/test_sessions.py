"""Each session is observed once, with what all its calls cost."""

from __future__ import annotations

from collections import deque
from threading import Thread
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from tests.exporter.spending.readings import Clock, metrics_on

from watchspec import catalogue
from watchspec._internal.spending import sessions
from watchspec._internal.spending.sessions import Sessions, end_session
from watchspec._internal.tally import Tally
from watchspec.testing import total

if TYPE_CHECKING:
    import pytest

    from watchspec._internal.spending.sessions import Entry

IDLE = 100.0


class Desk:
    """Sessions of a registry of their own, with the queue that the ledger is."""

    def __init__(self, limit: int = 1000) -> None:
        self.clock = Clock()
        self.registry = CollectorRegistry()
        self.queue: deque[Entry] = deque()
        self.sessions = Sessions(
            metrics_on(self.registry), self.queue.append, idle_seconds=IDLE, limit=limit, clock=self.clock
        )

    def call(self, session: str, cost: float | None, feature: str = "chat") -> None:
        """A call that has ended is counted."""
        tally = Tally()
        self.sessions.add(tally, session, feature, cost)
        tally.write()

    def drain(self, after: float = 0.0) -> None:
        """As the ledger does: what is in the queue, then the housekeeping."""
        self.clock.now += after
        tally = Tally()
        while self.queue:
            self.queue.popleft().count(tally)
        self.sessions.expire(tally, self.clock.now)
        tally.write()

    def seen(self, feature: str = "chat") -> tuple[float, float]:
        """How many sessions were observed, and what they cost together."""
        name = catalogue.SESSION_COST.name
        return (
            total(self.registry, f"{name}_count", feature=feature),
            total(self.registry, f"{name}_sum", feature=feature),
        )


def test_an_ended_session_is_observed_once() -> None:
    """When it is said to be over; saying so again, or of a session that nobody knows, does nothing."""
    desk = Desk()
    desk.call("s", 0.25)
    desk.call("s", 0.5)
    assert desk.seen() == (0, 0)
    for _ in range(2):
        end_session("s")
        end_session("nobody's")
        desk.drain()
    assert desk.seen() == (1, 0.75)
    desk.call("s", 1.0)
    desk.drain(after=IDLE)
    assert desk.seen() == (2, 1.75)


def test_an_idle_session_has_ended() -> None:
    """Not before its time since the last call, and at the next call in it even if nothing was drained since."""
    desk = Desk()
    desk.call("s", 1.0)
    desk.drain(after=IDLE - 1)
    desk.call("s", 1.0)
    desk.drain(after=IDLE - 1)
    assert desk.seen() == (0, 0)
    desk.clock.now += 1
    desk.call("s", 4.0)
    assert desk.seen() == (1, 2.0)
    desk.drain(after=IDLE)
    assert desk.seen() == (2, 6.0)


def test_the_first_call_tells_the_feature() -> None:
    """The other features of the session are not observed."""
    desk = Desk()
    desk.call("s", 1.0, "search")
    desk.call("s", 2.0, "answer")
    desk.drain(after=IDLE)
    assert desk.seen("search") == (1, 3.0)
    assert desk.seen("answer") == (0, 0)


def test_a_session_without_prices_is_not_observed() -> None:
    """It was not free; one that was free is, and so is the priced part of a mixed one."""
    desk = Desk()
    desk.call("unpriced", None)
    desk.drain(after=IDLE)
    assert desk.seen() == (0, 0)
    desk.call("free", 0.0)
    desk.call("mixed", None)
    desk.call("mixed", 2.0)
    desk.drain(after=IDLE)
    assert desk.seen() == (2, 2.0)


def test_a_histogram_is_at_zero_before_its_first_session_ends() -> None:
    """Else the first one would be no increase."""
    desk = Desk()
    desk.call("s", 1.0)
    counts = [
        sample.value
        for family in desk.registry.collect()
        for sample in family.samples
        if sample.name == f"{catalogue.SESSION_COST.name}_count"
    ]
    assert counts == [0.0]


def test_the_longest_idle_makes_room() -> None:
    """When as many are open as there may be, it is observed early, and nothing is lost."""
    desk = Desk(limit=2)
    for session in ("a", "b", "a", "c"):
        desk.call(session, 1.0)
    assert desk.seen() == (1, 1.0)
    desk.call("a", 1.0)
    desk.drain(after=IDLE)
    assert desk.seen() == (3, 5.0)


def test_a_process_may_end_all() -> None:
    """So that a worker that is replaced loses no session."""
    desk = Desk()
    desk.call("a", 1.0)
    desk.call("b", 2.0)
    tally = Tally()
    desk.sessions.end_all(tally)
    tally.write()
    assert desk.seen() == (2, 3.0)
    assert len(desk.sessions) == 0


def test_ending_is_for_any_thread() -> None:
    """Threads end sessions while others are drained: each is observed once."""
    desk = Desk()
    for number in range(400):
        desk.call(f"s{number}", 0.5)

    def end(start: int) -> None:
        for number in range(start, 400, 4):
            end_session(f"s{number}")

    threads = [Thread(target=end, args=(start,)) for start in range(4)]
    for thread in threads:
        thread.start()
    while any(thread.is_alive() for thread in threads):
        desk.drain()
    for thread in threads:
        thread.join()
    desk.drain()
    assert desk.seen() == (400, 200.0)


def test_ending_raises_nothing(caplog: pytest.LogCaptureFixture) -> None:
    """Neither for an id that cannot be read, nor when there is nobody to tell any more."""

    class Broken:
        def __str__(self) -> str:
            raise RuntimeError

    desk = Desk()
    end_session(Broken())  # type: ignore[arg-type]  # what a host may do all the same
    end_session(42)  # type: ignore[arg-type]  # as above
    assert len(desk.queue) == 1
    assert "RuntimeError" in caplog.text
    del desk
    end_session("s")


def test_sessions_that_are_gone_are_forgotten() -> None:
    """Of registries that nobody has any more."""
    for _ in range(10):
        Desk()
    kept = Desk()
    assert [known() for known in sessions._all].count(None) <= 1
    assert kept.sessions in [known() for known in sessions._all]


actions = st.lists(
    st.tuples(st.just("call"), st.integers(0, 5), st.none() | st.integers(0, 16))
    | st.tuples(st.just("end"), st.integers(0, 5), st.none())
    | st.tuples(st.just("drain"), st.sampled_from([0, 1, 40, 99, 100, 101]), st.none()),
    max_size=80,
)


@settings(deadline=None)
@given(actions, st.integers(1, 4))
def test_cost_is_conserved(history: list[tuple[str, int, int | None]], limit: int) -> None:
    """What was observed and what is open is together what was spent, and never are more open than the limit."""
    desk = Desk(limit)
    spent = 0.0
    for kind, number, eighths in history:
        if kind == "call":
            desk.call(f"s{number}", None if eighths is None else eighths / 8)
            spent += (eighths or 0) / 8
        elif kind == "end":
            end_session(f"s{number}")
        else:
            desk.drain(after=number)
        assert len(desk.sessions) <= limit
        assert desk.seen()[1] + sum(session.cost or 0.0 for session in desk.sessions._open.values()) == spent
    desk.drain(after=IDLE)
    assert desk.seen()[1] == spent
    assert len(desk.sessions) == 0


@given(actions)
def test_sessions_end_as_in_a_plain_list(history: list[tuple[str, int, int | None]]) -> None:
    """With room for all, the sessions observed are those that a look at every session would find."""
    desk = Desk()
    observed: list[float] = []
    still_open: dict[int, tuple[float, float | None]] = {}

    def close(number: int) -> None:
        cost = still_open.pop(number)[1]
        if cost is not None:
            observed.append(cost)

    for kind, number, eighths in history:
        if kind == "drain":
            desk.clock.now += number
        for other, (used_at, _) in list(still_open.items()):
            if desk.clock.now - used_at >= IDLE:
                close(other)
        if kind == "call":
            before = still_open.get(number, (0.0, None))[1]
            cost = before if eighths is None else (before or 0.0) + eighths / 8
            still_open[number] = (desk.clock.now, cost)
            desk.call(f"s{number}", None if eighths is None else eighths / 8)
        elif kind == "end":
            if number in still_open:
                close(number)
            end_session(f"s{number}")
        desk.drain()
        assert desk.seen() == (len(observed), sum(observed))
