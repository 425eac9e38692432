"""Yesterday's spend, written before the demo starts: growth is measured against it."""

from __future__ import annotations

from itertools import product
from typing import TYPE_CHECKING

from watchspec.catalogue import COST
from watchspec_generators.demo.troubles import chat_models
from watchspec_generators.scraping import scraped_labels

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from watchspec_generators.demo.spending import CallCost
    from watchspec_generators.demo.troubles import Injection
    from watchspec_generators.model import Monitoring

STEP_SECONDS = 1.0
LONGEST_RUN_SECONDS = 600.0
"""How long the past goes on after the moment that corresponds to the start."""
_MARGIN_SECONDS = 30.0


def spans(injection: Injection, now: float) -> tuple[tuple[float, float], ...]:
    """From and until when (seconds since the epoch) there must be spend: the nearest past that each alert compares."""
    return tuple(
        dict.fromkeys(
            (
                now - nearest.seconds - alert.window.seconds - _MARGIN_SECONDS,
                min(now - _MARGIN_SECONDS, now - nearest.seconds + LONGEST_RUN_SECONDS),
            )
            for alert in injection.alerts
            for nearest in [min(alert.baselines)]
        )
    )


def openmetrics(
    monitoring: Monitoring,
    costs: Mapping[str, CallCost],
    calls_per_second: float,
    instance: str,
    span: tuple[float, float],
) -> str:
    """Steady spend over `span`, with the labels that the scraped series will have."""
    return "\n".join(
        (
            f"# TYPE {COST.name.removesuffix('_total')} counter",
            *_samples(list(_series(monitoring, costs, calls_per_second, instance)), span),
            "# EOF\n",
        )
    )


def _series(
    monitoring: Monitoring, costs: Mapping[str, CallCost], calls_per_second: float, instance: str
) -> Iterator[tuple[str, float]]:
    models = chat_models(monitoring)
    scraped = scraped_labels(monitoring.service, monitoring.prometheus)
    share = calls_per_second / (len(models) * len(monitoring.features))
    for model, feature in product(models, monitoring.features):
        labels = {
            **scraped,
            "instance": instance,
            "provider": monitoring.models[model].provider,
            "model": model,
            "operation": "chat",
            "feature": feature,
            "cost_source": "custom" if monitoring.models[model].price else "list",
        }
        text = ",".join(f'{name}="{_escaped(value)}"' for name, value in labels.items())
        yield f"{COST.name}{{{text}}}", costs[model].total * share


def _samples(series: Iterable[tuple[str, float]], span: tuple[float, float]) -> Iterator[str]:
    begin, end = span
    count = int((end - begin) / STEP_SECONDS)
    for name, per_second in series:
        for index in range(count):
            passed = index * STEP_SECONDS
            yield f"{name} {per_second * passed:.9f} {begin + passed:.3f}"


def _escaped(value: str) -> str:
    return value.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n")
