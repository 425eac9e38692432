"""What one instrumented chat completion costs, against the same call bare and instrumented by hand.

    .venv/bin/python benchmarks/exporter_overhead.py [--calls 3000] [--rounds 15]

The real client runs over an in-memory transport, so no network hides the difference. The variants take turns
within each round, and the result is the median over rounds of the ratio to `bare` of the same round.
"""

from __future__ import annotations

import argparse
import json
import time
from statistics import median
from typing import TYPE_CHECKING, Any

import httpx2
from openai import OpenAI
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

import watchspec
from watchspec import catalogue

if TYPE_CHECKING:
    from collections.abc import Callable

ANSWER = {
    "id": "chatcmpl-1",
    "object": "chat.completion",
    "created": 1,
    "model": "gpt-4o-2024-08-06",
    "choices": [{"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": "Hello."}}],
    "usage": {"prompt_tokens": 20, "completion_tokens": 5, "total_tokens": 25},
}


def client() -> OpenAI:
    """A real client whose every request is answered from memory."""
    transport = httpx2.MockTransport(lambda _: httpx2.Response(200, json=ANSWER))
    return OpenAI(api_key="none", http_client=httpx2.Client(transport=transport))


def ask(target: OpenAI) -> Any:
    """One chat completion, as a service would ask for it."""
    return target.chat.completions.create(model="gpt-4o", messages=[{"role": "user", "content": "Say hello."}])


def bare() -> Callable[[], object]:
    """The client alone."""
    target = client()
    return lambda: ask(target)


def ours() -> Callable[[], object]:
    """All metrics, cost and context."""
    target = client()
    watchspec.instrument(target, registry=CollectorRegistry())

    def call() -> object:
        with watchspec.context(feature="support_chat"):
            return ask(target)

    return call


def by_hand() -> Callable[[], object]:
    """The same increments written by hand with prometheus_client, every child looked up once."""
    target = client()
    registry = CollectorRegistry()
    values = ("openai", "gpt-4o", "chat", "support_chat")

    def counter(metric: catalogue.Metric, *own: str) -> Counter:
        name = metric.name.removesuffix("_total")
        return registered.setdefault(name, Counter(name, metric.help, metric.all_labels, registry=registry)).labels(
            *values, *own
        )

    registered: dict[str, Counter] = {}
    requests = counter(catalogue.REQUESTS, "success")
    attempts = counter(catalogue.ATTEMPTS, "200")
    cost = counter(catalogue.COST)
    tokens = Counter("llm_tokens", "tokens", catalogue.TOKENS.all_labels, registry=registry)
    tokens_in, tokens_out = tokens.labels(*values, "input"), tokens.labels(*values, "output")
    duration = Histogram(
        catalogue.DURATION.name,
        "s",
        catalogue.DURATION.all_labels,
        buckets=catalogue.DURATION.buckets,
        registry=registry,
    ).labels(*values, "success")
    flying = Gauge(catalogue.IN_FLIGHT.name, "n", catalogue.IN_FLIGHT.all_labels, registry=registry).labels(*values)

    def call() -> object:
        flying.inc()
        start = time.perf_counter()
        answer = ask(target)
        duration.observe(time.perf_counter() - start)
        flying.dec()
        requests.inc()
        attempts.inc()
        tokens_in.inc(answer.usage.prompt_tokens)
        tokens_out.inc(answer.usage.completion_tokens)
        cost.inc(answer.usage.prompt_tokens * 2.5e-6 + answer.usage.completion_tokens * 1e-5)
        return answer

    return call


def seconds_per_call(call: Callable[[], object], calls: int) -> float:
    """Mean duration of `calls` calls in a row."""
    start = time.perf_counter()
    for _ in range(calls):
        call()
    return (time.perf_counter() - start) / calls


def measure(calls: int, rounds: int) -> dict[str, object]:
    """Medians over interleaved rounds: microseconds per call and overhead relative to `bare`."""
    variants = {"bare": bare(), "by_hand": by_hand(), "watchspec": ours()}
    for call in variants.values():
        seconds_per_call(call, 200)
    taken = [{name: seconds_per_call(call, calls) for name, call in variants.items()} for _ in range(rounds)]
    added = {name: median(row[name] - row["bare"] for row in taken) for name in variants}
    return {
        "microseconds_per_call": {name: round(median(row[name] for row in taken) * 1e6, 1) for name in variants},
        "overhead_to_bare": {name: round(median(row[name] / row["bare"] - 1 for row in taken), 4) for name in variants},
        "added_microseconds": {name: round(seconds * 1e6, 1) for name, seconds in added.items()},
        "watchspec_to_by_hand": round(added["watchspec"] / added["by_hand"], 2),
        "calls": calls,
        "rounds": rounds,
    }


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--calls", type=int, default=300)
    options.add_argument("--rounds", type=int, default=15)
    chosen = options.parse_args()
    print(json.dumps(measure(chosen.calls, chosen.rounds), indent=2))
