"""Prometheus' own configuration, for specs that say where the service is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.model.types import Artefact
from watchspec_generators.scraping import scrape_job, target_labels
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from collections.abc import Iterable

    from watchspec_generators.model import Monitoring

PATH = "rules/prometheus.yml"


def build(monitoring: Monitoring) -> Iterable[Artefact]:
    """`prometheus.yml`, if the spec names targets; rule files are found beside it."""
    if not monitoring.prometheus.targets:
        return []
    return [Artefact(PATH, to_yaml(_configuration(monitoring)))]


def _configuration(monitoring: Monitoring) -> dict[str, Any]:
    prometheus = monitoring.prometheus
    targets: dict[str, Any] = {"targets": list(prometheus.targets)}
    if labels := target_labels(monitoring.service):
        targets["labels"] = labels
    configuration: dict[str, Any] = {
        "global": {
            "scrape_interval": str(prometheus.scrape_interval),
            "evaluation_interval": str(prometheus.evaluation_interval),
        },
        "rule_files": ["*.rules.yml"],
        "scrape_configs": [
            {
                "job_name": scrape_job(monitoring.service, prometheus),
                "static_configs": [targets],
            }
        ],
    }
    if prometheus.alertmanagers:
        manager = {"static_configs": [{"targets": list(prometheus.alertmanagers)}]}
        configuration["alerting"] = {"alertmanagers": [manager]}
    return configuration
