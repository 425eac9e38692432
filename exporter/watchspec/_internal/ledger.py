"""Calls and steps that have begun or ended and are not counted yet.

Counting takes longer than the whole rest of our work on a call, and less per call when several are counted at once.
So the path only appends. What has been appended is counted when enough has come together, and at each scrape,
ahead of the metrics. In prometheus_client's multiprocess mode, where another worker answers the scrape and this
one may be killed, and where traces are kept, it is counted at once.

Appending is atomic and allowed anywhere, also in finalizers, which may run inside any allocation while this
thread holds one of prometheus_client's locks.
"""

from __future__ import annotations

import os
from collections import deque
from math import inf
from time import perf_counter
from typing import TYPE_CHECKING, Protocol
from weakref import WeakSet

from prometheus_client.registry import Collector

from watchspec._internal.locks import new_lock
from watchspec._internal.plain import PLAIN_LIMIT, count_plain
from watchspec._internal.prefork import is_on
from watchspec._internal.safety import log_once
from watchspec._internal.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Iterable

    from prometheus_client.metrics_core import Metric

    from watchspec._internal.plain import Plain
    from watchspec._internal.series import Series

LIMIT = 64
"""Calls that are counted together, for ordinary ones see `plain`; at most 0.5 ms of work."""


class Entry(Protocol):
    """Something that begins or ends."""

    def count(self, tally: Tally) -> None:
        """Adds what has happened since the last time; raises nothing."""


class Housekeeper(Protocol):
    """Something that has work to do now and then."""

    def idle(self, tally: Tally, *, scrape: bool = False) -> None:
        """Called with each draining, after its calls; `scrape` says that metrics are collected next."""


class Ledger(Collector):
    """Waiting entries of one registry; registered before our metrics, so that a scrape drains it first."""

    def __init__(self) -> None:
        self.waiting: deque[Entry] = deque()
        self.plain: deque[Plain] = deque()
        """Ordinary calls that have ended; see `plain`."""
        self.series: WeakSet[Series] = WeakSet()
        self._lock = new_lock()
        self._is_held = False
        self.since = -inf
        """When this process was forked (perf_counter): what began before is its parent's to count."""
        self.limit = PLAIN_LIMIT
        self.tokens = 0
        """Times of tokens that wait, nearly: two threads may add at the same moment."""
        self.at_once = is_on()
        self.housekeepers: list[Housekeeper] = []
        _all.add(self)

    def relieve(self) -> None:
        """Counts what is waiting if that is too much; for where something begins: what is only dropped never ends."""
        if len(self.waiting) > (0 if self.at_once else LIMIT):
            self.drain(wait=False)

    def tell_begun(self, series: Series) -> None:
        """Shows a call that has just begun where nobody may ask before it has ended."""
        if self._lock.acquire(timeout=1.0):
            try:
                series.tell_in_flight()
            finally:
                self._lock.release()

    def ended(self, entry: Entry) -> None:
        """Notes the end of a call or a step."""
        self.waiting.append(entry)
        if self.at_once or len(self.waiting) > LIMIT:
            self.drain(wait=self.at_once)

    def dropped(self, entry: Entry) -> None:
        """As `ended`, for finalizers."""
        self.waiting.append(entry)

    def drain(self, *, wait: bool = True, scrape: bool = False) -> None:
        """Counts what is waiting; without `wait`, unless somebody is at it already."""
        if not self._lock.acquire(timeout=1.0 if wait else 0.0):
            return
        try:
            tally = Tally()
            self._count(tally)
            if scrape:
                for series in tuple(self.series):
                    series.tell_in_flight()
            for housekeeper in self.housekeepers:
                _keep(housekeeper, tally, scrape=scrape)
            tally.write()
        finally:
            self._lock.release()

    def _count(self, tally: Tally) -> None:
        waiting = self.waiting
        for _ in range(len(waiting)):  # what comes meanwhile is for the next time, or this might never end
            try:
                entry = waiting.popleft()
            except IndexError:
                return
            entry.count(tally)
        self.tokens = 0
        if self.plain:
            count_plain([self.plain.popleft() for _ in range(len(self.plain))], tally)

    def collect(self) -> Iterable[Metric]:
        """No metrics; draining ahead of a scrape is what is wanted."""
        self.drain(scrape=True)
        return ()

    def hold(self) -> None:
        """Before a fork: lets no other thread be in the middle of counting, or waits a second for it."""
        if self._lock.acquire(timeout=1.0):
            self._is_held = True

    def let_go(self) -> None:
        """In the parent, after the fork."""
        if self._is_held:
            self._is_held = False
            self._lock.release()

    def forget(self) -> None:
        """In a forked child: what was waiting is the parent's to count."""
        self.waiting = deque()
        self.plain = deque()
        self.since = perf_counter()
        self._is_held = False
        for series in tuple(self.series):
            series.start_anew()


def _keep(housekeeper: Housekeeper, tally: Tally, *, scrape: bool) -> None:
    try:
        housekeeper.idle(tally, scrape=scrape)
    except Exception as error:  # noqa: BLE001 - nothing of ours may reach the host
        log_once("idle", "internal error in idle: %s; your call is not affected", type(error).__name__)


_all: WeakSet[Ledger] = WeakSet()


def _before_fork() -> None:
    # A child that is forked in the middle of counting has half of it, and prometheus_client's locks as they were then.
    for ledger in tuple(_all):
        ledger.hold()


def _after_fork() -> None:
    for ledger in tuple(_all):
        ledger.let_go()


def _in_child() -> None:
    for ledger in tuple(_all):
        ledger.forget()


os.register_at_fork(before=_before_fork, after_in_parent=_after_fork, after_in_child=_in_child)
