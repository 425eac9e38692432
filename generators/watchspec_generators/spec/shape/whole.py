"""The file as a whole, and its overlays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from watchspec_generators.spec.shape.boards import Dashboards
from watchspec_generators.spec.shape.budgets import Budget
from watchspec_generators.spec.shape.delivery import Alertmanager, Inhibition, Receiver, Routing, Window
from watchspec_generators.spec.shape.exporter import DeclaredModel, Feature, Limits, Sampling, Sessions
from watchspec_generators.spec.shape.judging import Alert, Objective, Severities
from watchspec_generators.spec.shape.live import Live
from watchspec_generators.spec.shape.mutation import EquivalentMutant
from watchspec_generators.spec.shape.section import AlertName, Name, Section
from watchspec_generators.spec.shape.service import Links, Owner, Prometheus, Service
from watchspec_generators.spec.shape.testing import TimeTest


class Redirect(Section):
    """Send every notification to one place, for rehearsals: receivers keep their type and text."""

    http: str = Field(description="Base URL that stands in for every receiver but mail.")
    smtp: str = Field(description="`host:port` that stands in for mail servers; no TLS, no login.")


class Environment(Section):
    """An overlay of the same spec for another place."""

    time_scale: float = Field(default=1.0, gt=0, description="Divides every duration and traffic floor.")
    output: str | None = Field(default=None, description="Folder for generated files; default: the spec's own.")
    redirect: Redirect | None = Field(default=None, description="One place for all notifications, in rehearsals.")
    set: Mapping[str, Any] = Field(default={}, description="Merged over the spec, key by key.")


class Spec(Section):
    """A monitoring spec, format version 1."""

    version: Literal[1] = Field(description="Format of this file.")
    service: Service = Field(description="Whose monitoring this is.")
    owners: Mapping[Name, Owner] = Field(description="People who look after alerts, by name.")
    models: Mapping[str, DeclaredModel] = Field(description="Models that the service is meant to call, by name.")
    features: Mapping[Name, Feature] = Field(description="Features of the product that call models, by name.")
    limits: Limits = Field(default=Limits(), description="Most distinct values of labels.")
    sampling: Sampling = Field(default=Sampling(), description="Which traces are kept.")
    sessions: Sessions = Field(default=Sessions(), description="What the end of a session is.")
    prometheus: Prometheus = Field(default=Prometheus(), description="How the service is scraped.")
    links: Links = Field(description="Addresses that alerts lead to.")
    objectives: tuple[Objective, ...] = Field(default=(), description="What good looks like.")
    budgets: tuple[Budget, ...] = Field(default=(), description="How much may be spent.")
    severities: Severities = Field(default=Severities(), description="What each severity asks, and of whom.")
    alerts: tuple[Alert, ...] = Field(description="What somebody is told about.")
    routing: Routing = Field(description="Who is told.")
    inhibit: tuple[Inhibition, ...] = Field(default=(), description="Which alerts silence which others.")
    alertmanager: Alertmanager = Field(default=Alertmanager(), description="The Alertmanager that reads all this.")
    receivers: Mapping[Name, Receiver] = Field(description="Where notifications go, by name.")
    secrets_dir: str = Field(
        default="/etc/alertmanager/secrets", description="Folder of secret files, as Alertmanager sees it."
    )
    windows: Mapping[Name, Window] = Field(default={}, description="Named sets of times, for routes.")
    detection: Mapping[AlertName, Mapping[str, str]] = Field(
        default={},
        description="How soon alerts must fire after trouble begins, by alert and by how bad it is: "
        "`{LLMHighErrorRate: {100%: 6m, 2x: 8m}}`; `never` allows for anything.",
    )
    tests: tuple[TimeTest, ...] = Field(default=(), description="Who must be told at which moments, as tests.")
    dashboards: Dashboards = Field(default=Dashboards(), description="Dashboards to generate.")
    live: Live = Field(default=Live(), description="Servers that `plan` and `apply` bring to this spec.")
    equivalent_mutants: tuple[EquivalentMutant, ...] = Field(
        default=(), description="Mutants that no test can notice, for `watchspec test --mutate`."
    )
    environments: Mapping[Name, Environment] = Field(
        default={}, description="Overlays of this spec for other places, by name."
    )
