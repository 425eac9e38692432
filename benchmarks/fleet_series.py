"""How many series a service exports: 5 models x 10 features, all declared, after the calls of a day.

    scripts/bench fleet_series

Every pair of model and feature sees answers in full and cut short by the token limit, streams read out and left, a
call that succeeds at its second attempt, and one that is refused for good. The first model also has an incident, with
server errors and timeouts. 1,000 users in as many sessions are served, each feature has a prompt in two versions and a
step; answers are scored by two evaluators, checked and rated. Answers carry rate-limit headers. Counted is what a
scrape delivers in the format that Prometheus asks for.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from itertools import count
from typing import TYPE_CHECKING, Any

import openai
from benchmarks.shared.provider import MESSAGES, Provider, completion
from benchmarks.shared.report import Report, command
from benchmarks.shared.scrape import series_of
from prometheus_client import CollectorRegistry

import watchspec
from watchspec import catalogue

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = {"models": 5, "features": 10, "users": 1_000}
TINY = {"models": 2, "features": 2, "users": 10}
MODELS = ("gpt-4o", "gpt-4o-mini", "gpt-4.1", "gpt-4.1-mini", "o4-mini")
SUFFIXES = ("_bucket", "_count", "_sum", "_created", "")


class Service:
    """A client of the provider, and whatever its users make it do."""

    def __init__(self, users: int) -> None:
        self.provider = Provider(quota=True)
        self.provider.chunks = 3
        self.client: Any = self.provider.client(max_retries=1)
        self._users = users
        self._turn = count()

    def ask(self, model: str, feature: str, **options: Any) -> Any:
        """One call, for the next user."""
        turn = next(self._turn)
        user = turn % self._users
        prompt = f"{feature}_v{1 + turn % 2}"
        with (
            watchspec.span(feature),
            watchspec.context(feature=feature, user_id=f"user-{user}", session_id=f"session-{user}", prompt=prompt),
            suppress(openai.APIError),
        ):
            return self.client.chat.completions.create(model=model, messages=MESSAGES, **options)

    def day(self, model: str, feature: str, *, incident: bool) -> None:
        """Everything that happens between a model and a feature."""
        for reason in ("stop", "stop", "length"):
            self.provider.body = completion(reason)
            self.ask(model, feature)
            self.judge(feature)
        for _ in self.ask(model, feature, stream=True):
            pass
        next(iter(self.ask(model, feature, stream=True)))
        for failures in ([429], [429, 429], *([[500, 500], [0, 0]] if incident else [])):
            self.provider.failures = failures
            self.ask(model, feature)

    def judge(self, feature: str) -> None:
        """What evaluators and users think of the latest answer."""
        with watchspec.context(feature=feature):
            watchspec.score("faithfulness", 0.9)
            watchspec.score("relevance", 0.8)
            watchspec.hallucination_check("supported")
            watchspec.feedback(thumbs="up")


def families(names: list[str]) -> Iterator[tuple[str, int]]:
    """Series by metric family, most first; other collectors' together."""
    known = {
        metric.name.removesuffix("_total") + suffix: metric.name
        for metric in catalogue.METRICS
        for suffix in (*SUFFIXES, "_total")
    }
    counted = Counter(known.get(name, "others") for name in names)
    return iter(counted.most_common())


def lived(models: int, features: int, users: int) -> tuple[list[str], CollectorRegistry]:
    """The series at the start of a day, and the registry at its end."""
    registry = CollectorRegistry()
    names = [f"feature_{number}" for number in range(features)]
    declared = [{"name": model, "provider": "openai", "operations": ["chat"]} for model in MODELS[:models]]
    watchspec.instrument(registry=registry, config={"version": 1, "models": declared, "features": names})
    at_start = series_of(registry)
    service = Service(users)
    for model in MODELS[:models]:
        for feature in names:
            service.day(model, feature, incident=model == MODELS[0])
    spread_users(service, users)
    watchspec.uninstrument()
    return at_start, registry


def run(models: int, features: int, users: int, *, peers: bool = True) -> Report:  # noqa: ARG001 - all benchmarks are called alike
    """Lives through a day, at a pace of its own."""
    report = Report("How many series a service exports", {"models": models, "features": features, "users": users})
    at_start, registry = lived(models, features, users)
    summarise(report, at_start, series_of(registry), models * features)
    return report


def spread_users(service: Service, users: int) -> None:
    """A call of each user, so that all of them have been seen."""
    service.provider.body = completion()
    for _ in range(users):
        service.ask(MODELS[0], "feature_0")


def summarise(report: Report, at_start: list[str], found: list[str], pairs: int) -> None:
    """Rows by family."""
    report.rows = [{"family": family, "series": series} for family, series in families(found)]
    created = sum(name.endswith("_created") for name in found)
    report.rows.append({"family": "all", "series": len(found)})
    share = f"{len(found) / pairs:.0f} for each pair of model and feature"
    report.notes += [
        f"{len(at_start)} series when the service starts, {len(found)} after a day: {share}",
        f"{created} of them are _created, which prometheus_client adds unless PROMETHEUS_DISABLE_CREATED_SERIES is set",
    ]


if __name__ == "__main__":
    command("fleet_series", __doc__, SIZES, TINY, run)
