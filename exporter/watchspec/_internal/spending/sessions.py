"""What whole sessions cost: one observation each, when the session has ended or nobody has called in it for long.

Sessions are kept in the order of their last call, so those that have gone idle are at the front.
"""

from __future__ import annotations

import atexit
import os
import sys
from collections import OrderedDict
from time import monotonic
from typing import TYPE_CHECKING, Protocol
from weakref import ref

from watchspec import catalogue
from watchspec._internal.locks import new_lock
from watchspec._internal.safety import log_once
from watchspec._internal.spending.hashing import key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from watchspec._internal.collectors import Wrapper
    from watchspec._internal.tally import Tally

IDLE_SECONDS = 1800.0
MOST_OPEN = 10_000


class Entry(Protocol):
    """Something that the draining of the ledger counts, after all that was put there before it."""

    def count(self, tally: Tally) -> None:
        """Adds what has happened; raises nothing."""


class _Session:
    __slots__ = ("cost", "feature", "used_at")

    def __init__(self, feature: str) -> None:
        self.feature = feature
        self.cost: float | None = None
        self.used_at = 0.0


class Sessions:
    """The open sessions of one registry.

    A session counts for the feature of its first call. One without any price is not observed: it was not free.

    Args:
        metrics: the registry's metrics.
        post: puts an entry behind the calls that have ended by now; may be called from any thread.
        idle_seconds: a session without a call for as long has ended.
        limit: sessions that are open at most; to open one more, the longest idle is ended.
        clock: seconds that never go back.
    """

    def __init__(
        self,
        metrics: Mapping[catalogue.Metric, Wrapper],
        post: Callable[[Entry], object],
        *,
        idle_seconds: float = IDLE_SECONDS,
        limit: int = MOST_OPEN,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self.metrics = metrics
        self.post = post
        self.idle_seconds = idle_seconds
        self._limit = limit
        self._clock = clock
        self._open: OrderedDict[str, _Session] = OrderedDict()
        _remember(self)

    def __len__(self) -> int:
        return len(self._open)

    def add(self, tally: Tally, session_id: str, feature: str, cost: float | None) -> None:
        """Adds a call that has ended; `cost` is in US dollars, None without a price."""
        now = self._clock()
        self.expire(tally, now)
        key = key_of(session_id)
        session = self._open.get(key)
        if session is None:
            session = self._opened(tally, key, feature)
        else:
            self._open.move_to_end(key)
        session.used_at = now
        if cost is not None:
            session.cost = cost if session.cost is None else session.cost + cost

    def _opened(self, tally: Tally, key: str, feature: str) -> _Session:
        if len(self._open) >= self._limit:
            self._observe(tally, self._open.popitem(last=False)[1])
        self._histogram(feature)  # seen at 0 before the first session ends, so that its increase is right
        session = self._open[key] = _Session(feature)
        return session

    def expire(self, tally: Tally, now: float) -> None:
        """Ends the sessions that have been idle for long; `now` is the clock's."""
        sessions = self._open
        while sessions:
            key, session = next(iter(sessions.items()))
            if now - session.used_at < self.idle_seconds:
                return
            del sessions[key]
            self._observe(tally, session)

    def end(self, tally: Tally, session_id: str) -> None:
        """Ends a session, if it is open."""
        session = self._open.pop(key_of(session_id), None)
        if session is not None:
            self._observe(tally, session)

    def end_all(self, tally: Tally) -> None:
        """Ends every session, for a process that does."""
        while self._open:
            self._observe(tally, self._open.popitem(last=False)[1])

    def forget(self) -> None:
        """In a forked child: what is open is the parent's to observe."""
        self._open.clear()

    def _observe(self, tally: Tally, session: _Session) -> None:
        if session.cost is not None:
            tally.observe(self._histogram(session.feature), session.cost)

    def _histogram(self, feature: str) -> Wrapper:
        return self.metrics[catalogue.SESSION_COST].labels(feature)


class _End:
    """The wish to end a session, or all of them."""

    __slots__ = ("_key", "_sessions")

    def __init__(self, sessions: Sessions, key: str | None) -> None:
        self._sessions = sessions
        self._key = key

    def count(self, tally: Tally) -> None:
        try:
            if self._key is None:
                self._sessions.end_all(tally)
            else:
                self._sessions.end(tally, self._key)
        except Exception as error:  # noqa: BLE001 - nothing of ours may reach the host
            log_once("end_session", "a session's end was not counted: %s", type(error).__name__)


_lock = new_lock()
_all: tuple[ref[Sessions], ...] = ()
"""Replaced, never changed, so that it can be read without the lock."""


def _remember(sessions: Sessions) -> None:
    global _all  # noqa: PLW0603 - see above
    with _lock:
        _all = (*(known for known in _all if known() is not None), ref(sessions))


def _after_fork() -> None:
    for known in _all:
        sessions = known()
        if sessions is not None:
            sessions.forget()
    _end_with_multiprocessing()


def _end_with_multiprocessing() -> None:
    """Ends the sessions of a child of `multiprocessing`, which leaves without the interpreter's exit."""
    util = sys.modules.get("multiprocessing.util")
    if util is not None:
        # It forgets what its children inherit, and asks these for what they want then.
        util.register_after_fork(end_sessions, lambda end: util.Finalize(None, end, exitpriority=0))


os.register_at_fork(after_in_child=_after_fork)


def end_session(session_id: str) -> None:
    """Says that a session is over: what it has cost is observed now instead of half an hour after its last call.

    Calls that have ended by now are part of it, in this process; one that ends later begins
    another session. May be called from any thread; an unknown session is ignored, nothing is raised.
    """
    try:
        _post(key_of(session_id))
    except Exception as error:  # noqa: BLE001 - nothing of ours may reach the host
        log_once("end_session", "a session's end was not counted: %s", type(error).__name__)


def end_sessions() -> None:
    """Says that all sessions of this process are over, as `end_session` does of one.

    Done by itself when the interpreter exits; to be called where a process ends in another way, and before
    the last push of a batch job. Raises nothing.
    """
    try:
        _post(None)
    except Exception as error:  # noqa: BLE001 - nothing of ours may reach the host
        log_once("end_session", "a session's end was not counted: %s", type(error).__name__)


atexit.register(end_sessions)


def _post(key: str | None) -> None:
    for known in _all:
        sessions = known()
        if sessions is not None:
            sessions.post(_End(sessions, key))
