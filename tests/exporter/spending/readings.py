"""What the tests of spending share: a clock, metrics, and a Prometheus that remembers what it has scraped."""

from __future__ import annotations

from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry

from watchspec import catalogue
from watchspec._internal.collectors import collectors_for
from watchspec._internal.config import DEFAULT_BUCKETS
from watchspec._internal.spending.users import Users
from watchspec._internal.tally import Tally

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec._internal.collectors import Wrapper

USER_METRICS = (catalogue.USER_COST, catalogue.USER_REQUESTS, catalogue.USER_TOKENS)


def metrics_on(registry: CollectorRegistry) -> Mapping[catalogue.Metric, Wrapper]:
    """All metrics, as a recorder makes them."""
    return collectors_for(registry, DEFAULT_BUCKETS)


def by_user(registry: CollectorRegistry, metric: catalogue.Metric) -> dict[str, float]:
    """What a scrape shows of one metric, by user."""
    return {
        sample.labels["user"]: sample.value
        for family in registry.collect()
        for sample in family.samples
        if sample.name == metric.name
    }


class Clock:
    """Seconds that pass when told to."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Scraper:
    """Keeps of one metric what a Prometheus would know: no more than the values at its scrapes."""

    def __init__(self, registry: CollectorRegistry, metric: catalogue.Metric) -> None:
        self._registry = registry
        self._metric = metric
        self.last = by_user(registry, metric)
        self.gone = 0.0
        self.increase = 0.0
        self.most = len(self.last)
        self.labels = set(self.last)

    def scrape(self) -> None:
        """Takes the values of now; a series that is there goes up, a new one starts at 0."""
        seen = by_user(self._registry, self._metric)
        for label, value in seen.items():
            if label in self.last:
                assert value >= self.last[label], label
                self.increase += value - self.last[label]
            else:
                assert value == 0.0, label
        self.gone += sum(value for label, value in self.last.items() if label not in seen)
        self.last = seen
        self.most = max(self.most, len(seen))
        self.labels |= set(seen)

    def total(self) -> float:
        """Over all series, those that are gone with the last value that was seen."""
        return sum(self.last.values()) + self.gone


class Worker:
    """A table of users on a registry of its own, drained and scraped by hand."""

    def __init__(
        self, limit: int = 2, *, prefork: bool = False, tracked: int | None = None, hash_users: bool = True
    ) -> None:
        self.clock = Clock()
        self.registry = CollectorRegistry()
        self.users = Users(
            metrics_on(self.registry), limit, prefork=prefork, tracked=tracked, clock=self.clock, hash_users=hash_users
        )
        self.scrapers = [Scraper(self.registry, metric) for metric in USER_METRICS]
        self.waiting: list[tuple[str, float | None, int]] = []
        self.spent = [0.0, 0.0, 0.0]

    def call(self, user: str, cost: float | None = 0.0, tokens: int = 0) -> None:
        """A call ends."""
        self.waiting.append((user, cost, tokens))
        for place, amount in enumerate((cost or 0.0, 1.0, tokens)):
            self.spent[place] += amount

    def drain(self, *, scrape: bool = False) -> None:
        """As the ledger does."""
        tally = Tally()
        for user, cost, tokens in self.waiting:
            self.users.add(tally, user, cost, tokens)
        self.waiting.clear()
        self.users.idle(self.clock.now, scrape=scrape)
        tally.write()

    def scrape(self, after: float = 15.0) -> None:
        """Some seconds later, a Prometheus asks for the metrics."""
        self.clock.now += after
        self.drain(scrape=True)
        for scraper in self.scrapers:
            scraper.scrape()

    def shown(self, metric: catalogue.Metric = catalogue.USER_COST) -> dict[str, float]:
        """The values of now by user."""
        return by_user(self.registry, metric)
