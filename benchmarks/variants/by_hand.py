"""Instrumentation as a careful engineer writes it with prometheus_client, for this one call and nothing else.

The same increments as Watchspec makes for the call, into children that were looked up once. It is kept as cheap
as it can be: provider, model and feature are known beforehand, one attempt is taken for granted and its duration
for that of the call, and there is no context: the user's children are in a dict and a session is a sum in another.
"""

from __future__ import annotations

import re
from time import perf_counter
from typing import TYPE_CHECKING, Any

from benchmarks.shared.provider import MODEL
from benchmarks.variants.bare import Bare
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from watchspec import catalogue
from watchspec.testing import total

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

PRICES = {MODEL: (2.5e-6, 1.25e-6, 1e-5)}
"""Dollars per token: input, cached input, output."""
VALUES = {"provider": "openai", "model": MODEL, "operation": "chat", "feature": "support_chat"}
QUOTA = {
    "x-ratelimit-limit-requests": catalogue.QUOTA_LIMIT_REQUESTS,
    "x-ratelimit-remaining-requests": catalogue.QUOTA_REMAINING_REQUESTS,
    "x-ratelimit-reset-requests": catalogue.QUOTA_REQUESTS_RESET,
    "x-ratelimit-limit-tokens": catalogue.QUOTA_LIMIT_TOKENS,
    "x-ratelimit-remaining-tokens": catalogue.QUOTA_REMAINING_TOKENS,
    "x-ratelimit-reset-tokens": catalogue.QUOTA_TOKENS_RESET,
}
UNITS = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0, "d": 86400.0}
USER, SESSION = "user-1", "session-1"
PARTS = re.compile(r"([\d.]+)(ms|s|m|h|d)")


class Metrics:
    """The children, each looked up once."""

    def __init__(self, registry: CollectorRegistry, *, who: bool = True) -> None:
        self._registry = registry
        self._made: dict[catalogue.Metric, Any] = {}
        child = self.child
        self.in_flight = child(catalogue.IN_FLIGHT)
        self.requests = {name: child(catalogue.REQUESTS, outcome=name) for name in ("success", "error")}
        self.duration = {name: child(catalogue.DURATION, outcome=name) for name in ("success", "error")}
        self.attempts = child(catalogue.ATTEMPTS, status="200")
        self.attempt_seconds = child(catalogue.ATTEMPT_SECONDS, status="200")
        self.input = child(catalogue.TOKENS, type="input")
        self.output = child(catalogue.TOKENS, type="output")
        self.cost = child(catalogue.COST, cost_source="list")
        self.reports = child(catalogue.USAGE_REPORTS, usage_source="provider")
        self.first_event = child(catalogue.TIME_TO_FIRST_EVENT)
        self.first_token = child(catalogue.TIME_TO_FIRST_TOKEN)
        self.speed = child(catalogue.OUTPUT_TOKENS_PER_SECOND)
        self.gap = child(catalogue.INTER_TOKEN_GAP)
        self.longest = child(catalogue.LONGEST_GAP)
        self.quota = {header: child(metric) for header, metric in QUOTA.items()}
        self.users = {
            USER: tuple(
                child(metric, user=USER)
                for metric in (catalogue.USER_COST, catalogue.USER_REQUESTS, catalogue.USER_TOKENS)
            )
        }
        self.sessions: dict[str, float] = {}
        self.who = who

    def child(self, metric: catalogue.Metric, **own: str) -> Any:
        """The child for this call's labels."""
        if metric not in self._made:
            self._made[metric] = self._collector(metric)
        values = {**VALUES, **own}
        return self._made[metric].labels(*(values[label] for label in metric.all_labels))

    def _collector(self, metric: catalogue.Metric) -> Counter | Gauge | Histogram:
        if metric.kind == "histogram":
            return Histogram(
                metric.name, metric.help, metric.all_labels, buckets=metric.buckets, registry=self._registry
            )
        made = Counter if metric.kind == "counter" else Gauge
        return made(metric.name, metric.help, metric.all_labels, registry=self._registry)

    def ended(self, outcome: str, seconds: float) -> None:
        """Counts the end of a call."""
        self.in_flight.dec()
        self.requests[outcome].inc()
        self.duration[outcome].observe(seconds)

    def answered(self, usage: Any, seconds: float) -> None:
        """Counts what an answer reports; `seconds` until its head came."""
        self.attempts.inc()
        self.attempt_seconds.inc(seconds)
        if usage is None:
            return
        self.reports.inc()
        self.input.inc(usage.prompt_tokens)
        self.output.inc(usage.completion_tokens)
        price = PRICES.get(MODEL)
        if price is not None:
            details = usage.prompt_tokens_details
            cached = (details.cached_tokens or 0) if details is not None else 0
            cost = (usage.prompt_tokens - cached) * price[0] + cached * price[1] + usage.completion_tokens * price[2]
            self.cost.inc(cost)
            if self.who:
                self.spent(USER, SESSION, usage, cost)

    def spent(self, user: str, session: str, usage: Any, cost: float) -> None:
        """Counts what a user and a session have spent; a session's sum would be observed when it ends."""
        dollars, requests, tokens = self.users[user]
        dollars.inc(cost)
        requests.inc()
        tokens.inc(usage.prompt_tokens + usage.completion_tokens)
        self.sessions[session] = self.sessions.get(session, 0.0) + cost


class Reading:
    """What is kept of a stream while it is read."""

    __slots__ = ("first", "gaps", "last", "longest", "metrics", "opened", "started", "usage")

    def __init__(self, metrics: Metrics, started: float, *, gaps: bool) -> None:
        self.metrics = metrics
        self.started = started
        self.gaps = gaps
        self.opened = perf_counter()
        self.usage: Any = None
        self.first = self.last = self.longest = 0.0

    def see(self, chunk: Any) -> None:
        """Times a chunk that has content."""
        if chunk.choices and chunk.choices[0].delta.content:
            now = perf_counter()
            if self.last:
                gap = now - self.last
                if self.gaps:
                    self.metrics.gap.observe(gap)
                self.longest = max(self.longest, gap)
            else:
                self.first = now
            self.last = now
        elif chunk.usage is not None:
            self.usage = chunk.usage

    def end(self, outcome: str) -> None:
        """Counts the stream."""
        metrics, started = self.metrics, self.started
        metrics.ended(outcome, perf_counter() - started)
        metrics.answered(self.usage, self.opened - started)
        metrics.first_event.observe(self.opened - started)
        if self.first:
            metrics.first_token.observe(self.first - started)
            metrics.longest.observe(self.longest)
            if self.usage is not None and self.last > self.first:
                metrics.speed.observe((self.usage.completion_tokens - 1) / (self.last - self.first))


class ByHand(Bare):
    """Calls and streams through wrappers of the engineer's own."""

    def __init__(self, *, quota: bool = False, gaps: bool = True, who: bool = True) -> None:
        self.registry = CollectorRegistry()
        self.metrics = Metrics(self.registry, who=who)
        self._gaps = gaps
        super().__init__(quota=quota, seen=self._quota if quota else None)

    def call(self) -> object:
        """One chat completion."""
        metrics = self.metrics
        metrics.in_flight.inc()
        start = perf_counter()
        try:
            answer: Any = super().call()
        except Exception:
            metrics.ended("error", perf_counter() - start)
            raise
        seconds = perf_counter() - start
        metrics.ended("success", seconds)
        metrics.answered(answer.usage, seconds)
        return answer

    async def call_later(self) -> object:
        """One chat completion, asynchronously."""
        metrics = self.metrics
        metrics.in_flight.inc()
        start = perf_counter()
        try:
            answer: Any = await super().call_later()
        except Exception:
            metrics.ended("error", perf_counter() - start)
            raise
        seconds = perf_counter() - start
        metrics.ended("success", seconds)
        metrics.answered(answer.usage, seconds)
        return answer

    def stream(self) -> Iterator[Any]:
        """A stream that is open and not yet read."""
        self.metrics.in_flight.inc()
        start = perf_counter()
        try:
            stream = super().stream()
        except Exception:
            self.metrics.ended("error", perf_counter() - start)
            raise
        return _read(stream, Reading(self.metrics, start, gaps=self._gaps))

    async def stream_later(self) -> AsyncIterator[Any]:
        """The same, asynchronously."""
        self.metrics.in_flight.inc()
        start = perf_counter()
        try:
            stream = await super().stream_later()
        except Exception:
            self.metrics.ended("error", perf_counter() - start)
            raise
        return _read_later(stream, Reading(self.metrics, start, gaps=self._gaps))

    def _quota(self, response: Any) -> None:
        for header, gauge in self.metrics.quota.items():
            value = response.headers.get(header)
            if value is not None:
                gauge.set(_seconds(value) if "-reset-" in header else float(value))

    def recorded(self) -> float:
        """How many calls were counted."""
        return total(self.registry, catalogue.REQUESTS.name)


def _seconds(text: str) -> float:
    return sum(float(number) * UNITS[unit] for number, unit in PARTS.findall(text))


def _read(stream: Iterator[Any], reading: Reading) -> Iterator[Any]:
    outcome = "error"
    try:
        for chunk in stream:
            reading.see(chunk)
            yield chunk
        outcome = "success"
    finally:
        reading.end(outcome)


async def _read_later(stream: AsyncIterator[Any], reading: Reading) -> AsyncIterator[Any]:
    outcome = "error"
    try:
        async for chunk in stream:
            reading.see(chunk)
            yield chunk
        outcome = "success"
    finally:
        reading.end(outcome)
