"""Prometheus' own configuration."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import yaml

from watchspec_generators.edge.proofs import promtool_config
from watchspec_generators.steps.prometheus import build

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from watchspec_generators.model import Monitoring


@pytest.mark.binary
@pytest.mark.parametrize("environment", [None, "demo"])
def test_prometheus_accepts_it(
    environment: str | None, edited: Callable[..., Monitoring], write: Callable[..., Path]
) -> None:
    """With the rule files beside it, on the usual and on the demo's clock."""
    monitoring = edited(environment=environment)
    proofs = list(promtool_config.prove(write(monitoring, "rules", "prometheus"), monitoring))
    assert [proof.detail for proof in proofs if not proof.ok] == []
    assert len(proofs) == 2


def test_the_job_is_the_service_unless_named(shipped: Monitoring) -> None:
    """Its targets, and the Alertmanagers that the rules' alerts go to."""
    (artefact,) = build(shipped)
    content = yaml.safe_load(artefact.text)
    (job,) = content["scrape_configs"]
    assert job == {"job_name": "checkout", "static_configs": [{"targets": ["service:8000"]}]}
    assert content["alerting"]["alertmanagers"] == [{"static_configs": [{"targets": ["alertmanager:9093"]}]}]
    named = shipped.prometheus.model_copy(update={"job": "shop", "alertmanagers": ()})
    (artefact,) = build(replace(shipped, prometheus=named))
    content = yaml.safe_load(artefact.text)
    assert content["scrape_configs"][0]["job_name"] == "shop"
    assert "alerting" not in content


def test_no_targets_no_file(shipped: Monitoring) -> None:
    """Whoever runs a Prometheus of their own needs the rules alone."""
    prometheus = shipped.prometheus.model_copy(update={"targets": ()})
    monitoring = replace(shipped, prometheus=prometheus)
    assert list(build(monitoring)) == []
    assert list(promtool_config.prove(None, monitoring)) == []  # type: ignore[arg-type]  # no folder is looked at


def test_targets_carry_what_the_selector_asks_for(edited: Callable[..., Monitoring]) -> None:
    """Labels of the selector that neither the scrape nor the exporter gives are put on the targets."""
    selector = '{job="checkout", env="prod", zone!="b", model="gpt-4o"}'
    (artefact,) = build(edited(('{job="checkout"}', selector)))
    (job,) = yaml.safe_load(artefact.text)["scrape_configs"]
    assert job["static_configs"] == [{"targets": ["service:8000"], "labels": {"env": "prod"}}]
