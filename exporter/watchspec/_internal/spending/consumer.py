"""Where ended calls are handed to users, sessions and prompts."""

from __future__ import annotations

from math import inf
from time import monotonic
from typing import TYPE_CHECKING, Protocol
from weakref import WeakKeyDictionary

from watchspec._internal.locks import new_lock
from watchspec._internal.spending.prompts import Prompts
from watchspec._internal.spending.sessions import IDLE_SECONDS, Sessions
from watchspec._internal.spending.users import DEFAULT_LIMIT, Users

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from prometheus_client import CollectorRegistry

    from watchspec import catalogue
    from watchspec._internal.collectors import Wrapper
    from watchspec._internal.context import Context
    from watchspec._internal.labels import Cap
    from watchspec._internal.series import Labels
    from watchspec._internal.spending.sessions import Entry
    from watchspec._internal.tally import Tally
    from watchspec._internal.usage import Usage


class Labelled(Protocol):
    """The series of a call."""

    @property
    def labels(self) -> Labels:
        """Provider, model, operation and feature."""


class Ended(Protocol):
    """What is read of a call that has ended."""

    @property
    def series(self) -> Labelled:
        """Its series."""

    @property
    def context(self) -> Context:
        """Who asked."""

    @property
    def outcome(self) -> str | None:
        """One of `catalogue.OUTCOMES`."""

    @property
    def usage(self) -> Usage | None:
        """Tokens as the provider reports them."""

    @property
    def cost(self) -> float | None:
        """US dollars; None without a price."""


class Spending:
    """Who spends, on one registry; see `Users`, `Sessions` and `Prompts`.

    `caps` has a cap for `prompt`; `post` puts an entry behind the calls that have ended by now, from any thread.
    """

    def __init__(
        self,
        metrics: Mapping[catalogue.Metric, Wrapper],
        caps: Mapping[str, Cap],
        post: Callable[[Entry], object],
        *,
        user_limit: int = DEFAULT_LIMIT,
        hash_users: bool = True,
        idle_seconds: float = IDLE_SECONDS,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        self._clock = clock
        self._metrics = metrics
        self.users = Users(metrics, user_limit, hash_users=hash_users, clock=clock)
        self.sessions = Sessions(metrics, post, idle_seconds=idle_seconds, clock=clock)
        self.prompts = Prompts(metrics, caps["prompt"])

    def configure(
        self,
        metrics: Mapping[catalogue.Metric, Wrapper],
        caps: Mapping[str, Cap],
        user_limit: int,
        idle_seconds: float,
        *,
        hash_users: bool,
    ) -> None:
        """Takes over the settings of a later `instrument()`; may be called while a call is counted."""
        self.users.configure(user_limit, hash_users=hash_users)
        self.sessions.metrics = metrics
        self.sessions.idle_seconds = idle_seconds
        self.prompts = Prompts(metrics, caps["prompt"])

    def consume(self, tally: Tally, operation: Ended, calls: int = 1) -> None:
        """Counts a call that has ended, or several of one context and outcome, with the tokens and cost of all."""
        context = operation.context
        usage = operation.usage
        feature = operation.series.labels[-1]
        cost = operation.cost
        if cost is not None and not 0.0 <= cost < inf:
            cost = None  # a counter cannot take it
        if context.prompt not in (None, ""):
            self.prompts.add(tally, context.prompt, feature, operation.outcome or "abandoned", usage, cost, calls)
        if context.user_id not in (None, ""):
            self.users.add(tally, context.user_id, cost, 0 if usage is None else usage.input + usage.output, calls)
        if context.session_id not in (None, ""):
            self.sessions.add(tally, context.session_id, feature, cost)

    def idle(self, tally: Tally, *, scrape: bool = False) -> None:
        """What is to be done with each draining, after its calls; `scrape` says that metrics are collected next."""
        now = self._clock()
        self.sessions.expire(tally, now)
        self.users.idle(now, scrape=scrape)


_lock = new_lock()
_by_registry: WeakKeyDictionary[CollectorRegistry, Spending] = WeakKeyDictionary()


def spending_for(
    registry: CollectorRegistry,
    metrics: Mapping[catalogue.Metric, Wrapper],
    caps: Mapping[str, Cap],
    post: Callable[[Entry], object],
    *,
    user_limit: int = DEFAULT_LIMIT,
    idle_seconds: float = IDLE_SECONDS,
    hash_users: bool = True,
) -> Spending:
    """The registry's spending, with these settings from now on.

    There is one per registry, as two tables of users would remove each other's series.
    """
    with _lock:
        found = _by_registry.get(registry)
        if found is None:
            found = _by_registry[registry] = Spending(
                metrics, caps, post, user_limit=user_limit, idle_seconds=idle_seconds, hash_users=hash_users
            )
        else:
            found.configure(metrics, caps, user_limit, idle_seconds, hash_users=hash_users)
        return found
