"""What the generated scrape gives to the service's series: the job, and labels on its targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec.catalogue import METRICS
from watchspec_generators.values.selector import parse_selector, unescaped

if TYPE_CHECKING:
    from watchspec_generators.spec import shape

BROUGHT_LABELS = frozenset({"instance", *(label for metric in METRICS for label in metric.all_labels)})
"""Labels that series have whatever the targets' labels: the scrape's own address, and the exporter's."""


def scrape_job(service: shape.Service, prometheus: shape.Prometheus) -> str:
    """The job under which the targets are scraped."""
    return prometheus.job or service.name


def target_labels(service: shape.Service) -> dict[str, str]:
    """Labels that the scrape must put on the targets for the service's selector to find their series."""
    asked = (matcher for matcher in parse_selector(service.selector) if matcher.op == "=" and matcher.value)
    return {
        matcher.label: unescaped(matcher.value)
        for matcher in asked
        if matcher.label != "job" and matcher.label not in BROUGHT_LABELS
    }


def scraped_labels(service: shape.Service, prometheus: shape.Prometheus) -> dict[str, str]:
    """Labels that every scraped series carries, beside those in `BROUGHT_LABELS`."""
    return {"job": scrape_job(service, prometheus), **target_labels(service)}
