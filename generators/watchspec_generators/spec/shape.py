"""The shape of monitoring.yaml, format version 1: the one source of its schema, model and reference.

Every class is a section, every field a key; the docstrings and field descriptions
become the JSON Schema that editors read and the pages of docs/spec.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from watchspec_generators.values.duration import Duration

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$", max_length=80)]
AlertName = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", max_length=80)]
LabelName = Annotated[str, Field(pattern=r"^[a-zA-Z_][a-zA-Z0-9_]*$")]
Severity = Literal["critical", "warning", "info", "none"]
Written = str | int | float
"""A quantity as written; its unit comes from the signal, so it is parsed when the signal is known."""


class Section(BaseModel):
    """A frozen section that knows all its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Service(Section):
    """The service that is watched."""

    name: Name = Field(description="Value of the `service` label on every recorded series and alert.")
    selector: str = Field(description="Label matchers that enter every expression.", examples=['{job="checkout"}'])
    owner: Name = Field(description="Owner of every alert that names none.")
    description: str = ""


class Owner(Section):
    """People who look after alerts."""

    contact: str = Field(description="Where they are reached: a channel, a rota, an address.")


class DeclaredModel(Section):
    """A model that the service is meant to call."""

    provider: Name = Field(default="openai", description="Value of the `provider` label.")
    operations: tuple[Literal["chat", "embeddings"], ...] = ("chat",)


class Feature(Section):
    """A feature of the product that calls models."""

    team: Name = Field(description="Team that pays for it.")


class Prometheus(Section):
    """The Prometheus that scrapes the service and loads the rules."""

    scrape_interval: Duration = Duration(15_000)
    evaluation_interval: Duration = Duration(15_000)
    retention: Duration = Field(default=Duration(40 * 86_400_000), description="No rule may look back further.")
    job: str | None = Field(
        default=None, description="Scrape job of the generated prometheus.yml; default: the service."
    )
    targets: tuple[str, ...] = Field(default=(), description="`host:port` of the service's /metrics.")
    alertmanagers: tuple[str, ...] = Field(default=(), description="`host:port` of each Alertmanager.")


class Links(Section):
    """Where people land from an alert."""

    runbooks: str = Field(description="URL of the folder or page that holds the generated runbook.")
    grafana: str = Field(description="Base URL of Grafana.")


class Objective(Section):
    """What good looks like: a share of calls that must meet a limit, over a window."""

    name: Name
    of: Literal["success", "latency", "ttft", "tokens_per_second"] = Field(description="What is judged.")
    target: str = Field(description="Share of good calls.", examples=["99.5%"])
    under: Written | None = Field(default=None, description="Good calls stay under this (latency, ttft).")
    over: Written | None = Field(default=None, description="Good calls stay over this (tokens_per_second).")
    window: Duration = Duration(30 * 86_400_000)
    description: str = ""


class Case(Section):
    """A hand-written test of an alert, in promtool's series notation."""

    name: str
    interval: Duration = Duration(60_000)
    series: Mapping[str, str] = Field(description="Series selector to promtool values, such as '0+10x20'.")
    at: Duration
    fires: bool
    labels: Mapping[LabelName, str] = Field(default={}, description="Labels of the firing alert beyond the fixed ones.")
    value: float | None = Field(default=None, description="The firing expression's value, for texts with {value}.")


class Alert(Section):
    """One alert: a signal against a threshold, or raw PromQL with its own test cases."""

    name: AlertName
    signal: Name | None = Field(default=None, description="A named signal; see the list of signals.")
    expr: str | None = Field(default=None, description="Raw PromQL instead of a signal; needs `cases`.")
    by: tuple[LabelName, ...] = Field(default=(), description="Labels that split the signal, beside `service`.")
    above: Written | None = Field(default=None, description="Fires above this, in the signal's unit.")
    below: Written | None = Field(default=None, description="Fires below this, in the signal's unit.")
    window: Duration | None = Field(default=None, description="Range window; default: the signal's.")
    floor: Written | None = Field(default=None, description="Least traffic in the window for the alert to speak.")
    for_: Duration = Field(default=Duration(0), alias="for", description="How long it must hold.")
    keep_firing_for: Duration = Field(default=Duration(0), description="How long it stays after the last breach.")
    severity: Severity
    owner: Name | None = None
    summary: str = Field(description="One line; may use {value}, {threshold}, {for}, {window}, {service} and {label}.")
    description: str = ""
    runbook: str = Field(default="", description="First steps, in Markdown; becomes the runbook's section.")
    no_data: Literal["quiet", "fire"] = Field(default="quiet", description="What the alert does without data.")
    labels: Mapping[LabelName, str] = Field(default={}, description="Extra labels.")
    cases: tuple[Case, ...] = ()


class Route(Section):
    """A branch of the routing tree; the first that matches takes the alert, unless it continues."""

    name: Name
    match: Mapping[LabelName, str | tuple[str, ...]] = Field(description="Label to value, or to any of several.")
    receiver: Name | None = Field(default=None, description="Default: the parent's.")
    group_by: tuple[str, ...] | None = None
    group_wait: Duration | None = None
    group_interval: Duration | None = None
    repeat_interval: Duration | None = None
    mute: tuple[Name, ...] = Field(default=(), description="Windows in which nothing is sent; child routes keep them.")
    active: tuple[Name, ...] = Field(
        default=(), description="Windows outside which nothing is sent; children keep them."
    )
    continue_: bool = Field(default=False, alias="continue", description="Let later routes match too.")
    routes: tuple[Route, ...] = ()


class Routing(Section):
    """Who is told: the root of the tree."""

    receiver: Name = Field(description="Told when no route matches.")
    group_by: tuple[str, ...] = ("service", "alertname")
    group_wait: Duration = Duration(30_000)
    group_interval: Duration = Duration(300_000)
    repeat_interval: Duration = Duration(4 * 3_600_000)
    routes: tuple[Route, ...] = ()


class Inhibition(Section):
    """A firing source silences the target while all `equal` labels agree."""

    source: Mapping[LabelName, str]
    target: Mapping[LabelName, str]
    equal: tuple[LabelName, ...]


class PagerDuty(Section):
    """PagerDuty, Events API v2."""

    routing_key_file: str = Field(description="File in `secrets_dir` that holds the integration key.")


class Slack(Section):
    """Slack, by incoming webhook."""

    webhook_url_file: str = Field(description="File in `secrets_dir` that holds the webhook URL.")
    channel: str


class Email(Section):
    """E-mail over SMTP."""

    to: str
    from_: str = Field(alias="from")
    smarthost: str = Field(description="`host:port` of the mail server.")
    auth_username: str | None = None
    auth_password_file: str | None = None
    require_tls: bool = True


class Webhook(Section):
    """A webhook that takes Alertmanager's JSON."""

    url_file: str = Field(description="File in `secrets_dir` that holds the URL.")


class Receiver(Section):
    """Where a notification goes; several kinds may be given, each once or as a list."""

    pagerduty: tuple[PagerDuty, ...] = ()
    slack: tuple[Slack, ...] = ()
    email: tuple[Email, ...] = ()
    webhook: tuple[Webhook, ...] = ()


class Window(Section):
    """A named set of times, as people say them; overnight ranges belong to the day on which they start."""

    timezone: str = Field(default="UTC", description="IANA zone name.")
    ranges: tuple[str, ...] = Field(examples=[["every day 22:00-08:00", "weekends"]])


class Dashboard(Section):
    """A generated Grafana dashboard."""

    title: str
    uid: Name | None = Field(default=None, description="Default: service and kind.")
    refresh: Duration = Duration(30_000)


class Dashboards(Section):
    """The generated dashboards, by kind."""

    overview: Dashboard | None = None


class Redirect(Section):
    """Send every notification to one place, for rehearsals: receivers keep their type and text."""

    http: str = Field(description="Base URL that stands in for PagerDuty, Slack and webhooks.")
    smtp: str = Field(description="`host:port` that stands in for mail servers; no TLS, no login.")


class Environment(Section):
    """An overlay of the same spec for another place."""

    time_scale: float = Field(default=1.0, gt=0, description="Divides every duration and traffic floor.")
    output: str | None = Field(default=None, description="Folder for generated files; default: the spec's own.")
    redirect: Redirect | None = None
    set: Mapping[str, Any] = Field(default={}, description="Merged over the spec, key by key.")


class Spec(Section):
    """A monitoring spec, format version 1."""

    version: Literal[1]
    service: Service
    owners: Mapping[Name, Owner]
    models: Mapping[str, DeclaredModel]
    features: Mapping[Name, Feature]
    prometheus: Prometheus = Prometheus()
    links: Links
    objectives: tuple[Objective, ...] = ()
    alerts: tuple[Alert, ...]
    routing: Routing
    inhibit: tuple[Inhibition, ...] = ()
    receivers: Mapping[Name, Receiver]
    secrets_dir: str = Field(
        default="/etc/alertmanager/secrets", description="Folder of secret files, as Alertmanager sees it."
    )
    windows: Mapping[Name, Window] = {}
    dashboards: Dashboards = Dashboards()
    environments: Mapping[Name, Environment] = {}
