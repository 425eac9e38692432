"""An ended call reaches the three that it concerns, and no more than that."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from prometheus_client import CollectorRegistry
from tests.exporter.spending.readings import Clock, by_user, metrics_on

from watchspec import catalogue
from watchspec._internal.context import EMPTY, Context
from watchspec._internal.labels import caps_for
from watchspec._internal.spending.consumer import Spending, spending_for
from watchspec._internal.spending.hashing import user_label
from watchspec._internal.spending.sessions import end_session
from watchspec._internal.tally import Tally
from watchspec._internal.usage import Usage
from watchspec.testing import total

if TYPE_CHECKING:
    from watchspec._internal.series import Labels
    from watchspec._internal.spending.sessions import Entry


@dataclass(frozen=True)
class Row:
    """The series of a call."""

    labels: Labels


@dataclass(frozen=True)
class Call:
    """What is read of an ended operation."""

    series: Row
    context: Context = EMPTY
    outcome: str | None = "success"
    usage: Usage | None = None
    cost: float | None = None


class Service:
    """Spending on a registry of its own, with the queue that the ledger is."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self.clock = Clock()
        self.queue: list[Entry] = []
        metrics = metrics_on(self.registry)
        caps = caps_for(self.registry, {"prompt": 50}, {}, metrics[catalogue.LABEL_OVERFLOW])
        self.spending = Spending(metrics, caps, self.queue.append, clock=self.clock)

    def call(
        self, context: Context, cost: float | None, usage: Usage | None = None, outcome: str | None = "success"
    ) -> None:
        """Drains one call, as at a scrape."""
        tally = Tally()
        series = Row(("openai", "gpt-4o", "chat", context.feature or catalogue.UNSET))
        self.spending.consume(tally, Call(series, context, outcome, usage, cost))
        for entry in self.queue:
            entry.count(tally)
        self.queue.clear()
        self.spending.idle(tally, scrape=True)
        tally.write()

    def total(self, metric: catalogue.Metric, suffix: str = "", **labels: str) -> float:
        """Sum over the samples with these labels."""
        return total(self.registry, metric.name + suffix, **labels)


def test_a_call_is_counted_by_user_session_and_prompt() -> None:
    """With the feature of its series, its outcome, tokens and cost."""
    service = Service()
    context = Context("search", "alice", "s-1", "v2")
    for _ in range(2):
        service.call(context, 0.5, Usage(30, 12), "truncated")
    end_session("s-1")
    service.call(context, 0.25)
    assert service.total(catalogue.PROMPT_REQUESTS, prompt="v2", feature="search", outcome="truncated") == 2
    assert service.total(catalogue.PROMPT_TOKENS, prompt="v2", type="output") == 24
    assert service.total(catalogue.PROMPT_COST, prompt="v2", feature="search") == 1.25
    assert by_user(service.registry, catalogue.USER_COST) == {catalogue.OTHER: 0.5, user_label("alice"): 0.75}
    assert by_user(service.registry, catalogue.USER_TOKENS) == {catalogue.OTHER: 42.0, user_label("alice"): 42.0}
    assert service.total(catalogue.SESSION_COST, "_sum", feature="search") == 1.25


@pytest.mark.parametrize("nobody", [None, ""])
def test_a_call_of_nobody_counts_for_nobody(nobody: str | None) -> None:
    """It is not in `__other__` either, which is for users."""
    service = Service()
    service.call(Context("search", nobody, nobody), 0.5)
    assert service.total(catalogue.USER_REQUESTS) == 0
    assert len(service.spending.sessions) == 0
    assert service.total(catalogue.PROMPT_REQUESTS) == 0


def test_numbers_are_ids_too() -> None:
    """A host may give the key of its database, be it 0; it has the label of its text."""
    service = Service()
    for _ in range(2):
        service.call(Context(user_id=0, session_id=0), 1.0)  # type: ignore[arg-type]  # what a host may do all the same
    assert by_user(service.registry, catalogue.USER_COST)[user_label("0")] == 1.0
    assert len(service.spending.sessions) == 1


@pytest.mark.parametrize("cost", [-1.0, float("nan"), float("inf")])
def test_a_cost_that_no_counter_takes_is_none(cost: float) -> None:
    """Such as a gateway may report: the call is counted without it."""
    service = Service()
    service.call(Context("search", "alice", "s-1", "v2"), cost)
    service.clock.now += 10_000
    service.call(EMPTY, None)
    assert service.total(catalogue.USER_REQUESTS) == 1
    for metric, suffix in ((catalogue.USER_COST, ""), (catalogue.PROMPT_COST, ""), (catalogue.SESSION_COST, "_count")):
        assert service.total(metric, suffix) == 0


def test_there_is_one_per_registry(registry: CollectorRegistry) -> None:
    """A second `instrument()` changes its settings; users who have a series keep it."""
    metrics = metrics_on(registry)
    caps = caps_for(registry, {"prompt": 1}, {}, metrics[catalogue.LABEL_OVERFLOW])
    queue: list[Entry] = []
    first = spending_for(registry, metrics, caps, queue.append, user_limit=1)
    for user, cost in (("alice", 2.0), ("bob", 1.0)):
        tally = Tally()
        first.users.add(tally, user, cost, 0)
        tally.write()
    first.idle(Tally(), scrape=True)
    second = spending_for(registry, metrics_on(registry), caps, queue.append, user_limit=2)
    assert second is first
    second.idle(Tally(), scrape=True)
    assert set(by_user(registry, catalogue.USER_COST)) == {catalogue.OTHER, user_label("alice"), user_label("bob")}
    assert spending_for(CollectorRegistry(), metrics, caps, queue.append) is not first
