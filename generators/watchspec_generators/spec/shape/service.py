"""Whose monitoring this is, and what it runs on."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from watchspec_generators.spec.shape.section import Name, Section
from watchspec_generators.values.duration import Duration


class Service(Section):
    """The service that is watched."""

    name: Name = Field(description="Value of the `service` label on every recorded series and alert.")
    selector: str = Field(description="Label matchers that enter every expression.", examples=['{job="checkout"}'])
    owner: Name = Field(description="Owner of every alert that names none.")
    description: str = Field(default="", description="What the service does, for people who are paged.")


class Owner(Section):
    """People who look after alerts."""

    contact: str = Field(description="Where they are reached: a channel, a rota, an address.")


class Prometheus(Section):
    """The Prometheus that scrapes the service and loads the rules."""

    scrape_interval: Duration = Field(default=Duration(15_000), description="Time between two scrapes.")
    evaluation_interval: Duration = Field(
        default=Duration(15_000), description="Time between two evaluations of the rules."
    )
    retention: Duration = Field(default=Duration(40 * 86_400_000), description="No rule may look back further.")
    long_windows: Literal["chained", "exact"] = Field(
        default="chained",
        description="How objectives look back further than six hours: over sums of five minutes that were recorded, or "
        "over the raw counters.",
    )
    job: str | None = Field(
        default=None, description="Scrape job of the generated prometheus.yml; default: the service."
    )
    targets: tuple[str, ...] = Field(default=(), description="`host:port` of the service's /metrics.")
    alertmanagers: tuple[str, ...] = Field(default=(), description="`host:port` of each Alertmanager.")


class Links(Section):
    """Where people land from an alert."""

    runbooks: str = Field(description="URL of the folder or page that holds the generated runbook.")
    grafana: str = Field(description="Base URL of Grafana.")
