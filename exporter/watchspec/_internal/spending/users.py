"""Cost, requests and tokens of the users who spend most, without a series per user.

Each call is counted in exactly one place: the series of its user, if that is shown and has been
seen at 0, else `__other__`. A series that is left is not counted in again and stays until it was
scraped with its last value. So sums over all series are exact, as are sums of their increases.

Who is shown is decided at scrapes, where series can be removed. In prometheus_client's multiprocess
mode they cannot, and no scrape is seen here: it is decided once a minute, and for good.
"""

from __future__ import annotations

from time import monotonic
from typing import TYPE_CHECKING

from watchspec import catalogue
from watchspec._internal.labels import clean
from watchspec._internal.prefork import is_on
from watchspec._internal.spending.hashing import current_salt, hashed, key_of
from watchspec._internal.spending.heavy_hitters import HeavyHitters, Hitter, beats, weight

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from watchspec._internal.collectors import Wrapper
    from watchspec._internal.tally import Tally

DEFAULT_LIMIT = 20
TRACKED_PER_PLACE = 50
MOST_TRACKED = 10_000
HYSTERESIS = 1.25
"""How many times as much as the weakest user with a place somebody must weigh to get it."""
HALF_LIFE_SECONDS = 3600.0
"""What was spent before weighs half as much each time this has passed."""
LINGER_SECONDS = 90.0
"""How long a series that is left stays at least, so that a second Prometheus has seen its last value too."""
RANK_SECONDS = 60.0
"""Time between two rankings in multiprocess mode; a new series is at 0 as long."""
_METRICS = (catalogue.USER_COST, catalogue.USER_REQUESTS, catalogue.USER_TOKENS)


class _Series:
    """The children of one label value; they start at 0 here."""

    __slots__ = ("cost", "requests", "tokens")

    def __init__(self, metrics: Mapping[catalogue.Metric, Wrapper], label: str) -> None:
        self.cost, self.requests, self.tokens = (metrics[metric].labels(label) for metric in _METRICS)


class _Place:
    """One exported user; without a hitter since `left_at`, the monotonic time when it was left."""

    __slots__ = ("hitter", "left_at", "series")

    def __init__(self, hitter: Hitter, series: _Series) -> None:
        self.hitter: Hitter | None = hitter
        self.series = series
        self.left_at = 0.0


class Users:
    """The users of one registry: at most `limit` are exported by name at any time, and as many tracked as that bears.

    Args:
        metrics: the registry's metrics.
        limit: series by user in each metric, besides `__other__`; in multiprocess mode, in the life of the process.
        hash_users: False exports user ids as they are.
        prefork: whether this is multiprocess mode; None asks prometheus_client.
        tracked: users that are ranked; None is 50 for each exported one, 10,000 at most.
        clock: seconds that never go back.
    """

    def __init__(
        self,
        metrics: Mapping[catalogue.Metric, Wrapper],
        limit: int = DEFAULT_LIMIT,
        *,
        hash_users: bool = True,
        prefork: bool | None = None,
        tracked: int | None = None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._metrics = metrics
        self._prefork = is_on() if prefork is None else prefork
        self._limit = self._wanted_limit = limit
        self._hash = self._wanted_hash = hash_users
        self._salt: bytes | None = None
        self._other = _Series(metrics, catalogue.OTHER)
        self._places: dict[str, _Place] = {}
        self._table = HeavyHitters(_capacity(limit) if tracked is None else max(tracked, 2 * limit))
        self._find = self._table.by_key.get
        self._aged_at = clock()
        self._rank_at = self._aged_at + RANK_SECONDS

    def configure(self, limit: int, *, hash_users: bool) -> None:
        """Changes the settings at the next ranking; may be called from any thread."""
        self._wanted_limit, self._wanted_hash = limit, hash_users

    def add(self, tally: Tally, user_id: str, cost: float | None, tokens: int, calls: int = 1) -> None:
        """Counts calls that have ended; `cost` is that of all, in US dollars, None without a price."""
        hitter = self._find(user_id) or self._tracked(user_id)
        series = hitter.series
        hitter.requests += calls
        tally.inc(series.requests, calls)
        if tokens > 0:
            hitter.tokens += tokens
            tally.inc(series.tokens, tokens)
        if cost is not None and cost > 0.0:
            hitter.cost += cost
            tally.inc(series.cost, cost)

    def _tracked(self, user_id: object) -> Hitter:
        key = key_of(user_id)
        return self._find(key) or self._table.track(key, self._other)

    def idle(self, now: float, *, scrape: bool) -> None:
        """Decides anew who is shown, if it is time; `scrape` says that the metrics are collected right after this."""
        if now < self._rank_at if self._prefork else not scrape:
            return
        self._rank_at = now + RANK_SECONDS
        self._age(now)
        self._take_settings(now)
        if self._prefork:
            # What was made at the last ranking has had the time until now to be seen at 0.
            self._start()
            self._rank(now, removed=set())
        else:
            self._rank(now, removed=self._remove(now))
            self._start()

    def _age(self, now: float) -> None:
        halvings = int((now - self._aged_at) / HALF_LIFE_SECONDS)
        if halvings > 0:
            self._aged_at += halvings * HALF_LIFE_SECONDS
            self._table.scale(0.5**halvings)

    def _take_settings(self, now: float) -> None:
        limit, hash_users = self._wanted_limit, self._wanted_hash
        other_labels = hash_users is not self._hash or (self._salt is not None and self._salt != current_salt())
        if other_labels or limit < self._limit:
            for place in self._places.values():
                self._leave(place, now)
        if other_labels:
            self._salt = None
            for hitter in self._table.by_key.values():
                hitter.label = None
        if limit > self._limit:
            self._table.capacity = max(self._table.capacity, _capacity(limit))
        self._limit, self._hash = limit, hash_users

    def _start(self) -> None:
        for place in self._places.values():
            if place.hitter is not None:
                place.hitter.series = place.series

    def _leave(self, place: _Place, now: float) -> None:
        if place.hitter is not None:
            place.hitter.series = self._other
            self._table.pin(place.hitter, pinned=False)
            place.hitter, place.left_at = None, now

    def _remove(self, now: float) -> set[str]:
        gone = {
            label
            for label, place in self._places.items()
            if place.hitter is None and now - place.left_at >= LINGER_SECONDS
        }
        for label in gone:
            del self._places[label]
            for metric in _METRICS:
                self._metrics[metric].remove(label)
        return gone

    def _rank(self, now: float, removed: set[str]) -> None:
        taken = {catalogue.OTHER, *self._places, *removed}
        challengers = []
        for hitter in self._table.heaviest(2 * self._limit):
            label = self._label(hitter)
            # Two ids can have one label, be it by chance or because cleaning made them equal: one has it.
            if label not in taken:
                taken.add(label)
                challengers.append(hitter)
        seats = self._limit - self._limit // 2 if self._prefork else self._limit
        free = max(0, seats - len(self._places))
        for hitter in challengers[:free]:
            self._show(hitter)
        if self._prefork:
            self._use_reserve(challengers[free:], seats)
        else:
            self._make_room(challengers[free:], now)

    def _label(self, hitter: Hitter) -> str:
        if hitter.label is None:
            if self._hash and self._salt is None:
                self._salt = current_salt()
            hitter.label = clean(hitter.key) if self._salt is None else hashed(hitter.key, self._salt)
        return hitter.label

    def _show(self, hitter: Hitter) -> None:
        label = self._label(hitter)
        self._places[label] = _Place(hitter, _Series(self._metrics, label))
        self._table.pin(hitter)

    def _shown(self) -> list[Hitter]:
        """Users with a place, lightest first."""
        return sorted((place.hitter for place in self._places.values() if place.hitter is not None), key=weight)

    def _make_room(self, challengers: list[Hitter], now: float) -> None:
        """Ends the series of those who weigh less; their places are free once these are removed."""
        coming = sum(place.hitter is None for place in self._places.values())
        for challenger, lightest in zip(challengers[coming:], self._shown(), strict=False):
            if not beats(challenger, lightest, HYSTERESIS):
                return
            self._leave(self._places[self._label(lightest)], now)

    def _use_reserve(self, challengers: list[Hitter], seats: int) -> None:
        """Series are for ever here: half of them are kept for those who weigh more than the first half."""
        for challenger in challengers[: max(0, self._limit - len(self._places))]:
            first_half = self._shown()[-seats:]
            if first_half and not beats(challenger, first_half[0], HYSTERESIS):
                return
            self._show(challenger)


def _capacity(limit: int) -> int:
    return max(2 * limit, min(TRACKED_PER_PLACE * limit, MOST_TRACKED))
