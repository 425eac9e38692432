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
Written = Annotated[str | int | float, Field(title="quantity")]
"""A quantity as written; its unit comes from the signal, so it is parsed when the signal is known."""


class Section(BaseModel):
    """A frozen section that knows all its keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Service(Section):
    """The service that is watched."""

    name: Name = Field(description="Value of the `service` label on every recorded series and alert.")
    selector: str = Field(description="Label matchers that enter every expression.", examples=['{job="checkout"}'])
    owner: Name = Field(description="Owner of every alert that names none.")
    description: str = Field(default="", description="What the service does, for people who are paged.")


class Owner(Section):
    """People who look after alerts."""

    contact: str = Field(description="Where they are reached: a channel, a rota, an address.")


class DeclaredModel(Section):
    """A model that the service is meant to call."""

    provider: Name = Field(default="openai", description="Value of the `provider` label.")
    operations: tuple[Literal["chat", "embeddings"], ...] = Field(
        default=("chat",), description="Operations whose series start at zero."
    )


class Feature(Section):
    """A feature of the product that calls models."""

    team: Name = Field(description="Team that pays for it.")


class Prometheus(Section):
    """The Prometheus that scrapes the service and loads the rules."""

    scrape_interval: Duration = Field(default=Duration(15_000), description="Time between two scrapes.")
    evaluation_interval: Duration = Field(
        default=Duration(15_000), description="Time between two evaluations of the rules."
    )
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

    name: Name = Field(description="A name of its own.")
    of: Literal["success", "latency", "ttft", "tokens_per_second"] = Field(description="What is judged.")
    target: str = Field(description="Share of good calls.", examples=["99.5%"])
    under: Written | None = Field(default=None, description="Good calls stay under this (latency, ttft).")
    over: Written | None = Field(default=None, description="Good calls stay over this (tokens_per_second).")
    window: Duration = Field(default=Duration(30 * 86_400_000), description="Time over which the share is taken.")
    description: str = Field(default="", description="Why this is the goal.")


class Case(Section):
    """A hand-written test of an alert, in promtool's series notation."""

    name: str = Field(description="What the case shows.")
    interval: Duration = Field(default=Duration(60_000), description="Time between two samples of the series.")
    series: Mapping[str, str] = Field(description="Series selector to promtool values, such as '0+10x20'.")
    at: Duration = Field(description="When the alert is looked at.")
    fires: bool = Field(description="Whether it fires then; an alert needs a case for each.")
    labels: Mapping[LabelName, str] = Field(default={}, description="Labels of the firing alert beyond the fixed ones.")
    value: float | None = Field(default=None, description="The firing expression's value, for texts with {value}.")


class Alert(Section):
    """One alert: a signal against a threshold, or raw PromQL with its own test cases."""

    name: AlertName = Field(description="A name of its own; also the runbook's section.")
    signal: Name | None = Field(default=None, description="A named signal; see the list of signals.")
    expr: str | None = Field(default=None, description="Raw PromQL instead of a signal; needs `cases`.")
    by: tuple[LabelName, ...] = Field(default=(), description="Labels that split the signal, beside `service`.")
    above: Written | None = Field(default=None, description="Fires above this, in the signal's unit.")
    below: Written | None = Field(default=None, description="Fires below this, in the signal's unit.")
    window: Duration | None = Field(default=None, description="Range window; default: the signal's.")
    floor: Written | None = Field(default=None, description="Least traffic in the window for the alert to speak.")
    for_: Duration = Field(default=Duration(0), alias="for", description="How long it must hold.")
    keep_firing_for: Duration = Field(default=Duration(0), description="How long it stays after the last breach.")
    severity: Severity = Field(description="How urgent it is; `none` is for a watchdog.")
    owner: Name | None = Field(default=None, description="Who looks after it; default: the service's owner.")
    summary: str = Field(description="One line; may use {value}, {threshold}, {for}, {window}, {service} and {label}.")
    description: str = Field(default="", description="A few sentences; may use the same words as `summary`.")
    runbook: str = Field(default="", description="First steps, in Markdown; becomes the runbook's section.")
    no_data: Literal["quiet", "fire"] = Field(default="quiet", description="What the alert does without data.")
    labels: Mapping[LabelName, str] = Field(default={}, description="Extra labels.")
    cases: tuple[Case, ...] = Field(default=(), description="Tests of raw PromQL: one that fires, one that does not.")


class Route(Section):
    """A branch of the routing tree; the first that matches takes the alert, unless it continues."""

    name: Name = Field(description="A name of its own, for messages and tests.")
    match: Mapping[LabelName, str | tuple[str, ...]] = Field(description="Label to value, or to any of several.")
    receiver: Name | None = Field(default=None, description="Default: the parent's.")
    group_by: tuple[str, ...] | None = Field(default=None, description="Default: the parent's.")
    group_wait: Duration | None = Field(default=None, description="Default: the parent's.")
    group_interval: Duration | None = Field(default=None, description="Default: the parent's.")
    repeat_interval: Duration | None = Field(default=None, description="Default: the parent's.")
    mute: tuple[Name, ...] = Field(default=(), description="Windows in which nothing is sent; child routes keep them.")
    active: tuple[Name, ...] = Field(
        default=(), description="Windows outside which nothing is sent; children keep them."
    )
    continue_: bool = Field(default=False, alias="continue", description="Let later routes match too.")
    routes: tuple[Route, ...] = Field(default=(), description="Branches of this branch.")


class Routing(Section):
    """Who is told: the root of the tree."""

    receiver: Name = Field(description="Told when no route matches.")
    group_by: tuple[str, ...] = Field(
        default=("service", "alertname"), description="Alerts that agree in these labels come in one notification."
    )
    group_wait: Duration = Field(default=Duration(30_000), description="Wait for more alerts before the first one.")
    group_interval: Duration = Field(
        default=Duration(300_000), description="Wait before telling what changed in a group."
    )
    repeat_interval: Duration = Field(
        default=Duration(4 * 3_600_000), description="Wait before repeating what has not changed."
    )
    routes: tuple[Route, ...] = Field(default=(), description="Branches, tried in order.")


class Inhibition(Section):
    """A firing source silences the target while all `equal` labels agree."""

    source: Mapping[LabelName, str] = Field(description="Labels of the alert that silences.")
    target: Mapping[LabelName, str] = Field(description="Labels of the alerts that are silenced.")
    equal: tuple[LabelName, ...] = Field(description="Labels in which both agree; `service` among them.")


class PagerDuty(Section):
    """PagerDuty, Events API v2."""

    routing_key_file: str = Field(description="File in `secrets_dir` that holds the integration key.")


class Slack(Section):
    """Slack, by incoming webhook."""

    webhook_url_file: str = Field(description="File in `secrets_dir` that holds the webhook URL.")
    channel: str = Field(description="Channel to write to.", examples=["#ml-alerts"])


class Email(Section):
    """E-mail over SMTP."""

    to: str = Field(description="Addresses, several parted by commas.")
    from_: str = Field(alias="from", description="Address of the sender.")
    smarthost: str = Field(description="`host:port` of the mail server.")
    auth_username: str | None = Field(default=None, description="User at the mail server; default: no login.")
    auth_password_file: str | None = Field(default=None, description="File in `secrets_dir` that holds the password.")
    require_tls: bool = Field(default=True, description="Send over TLS only.")


class Webhook(Section):
    """A webhook that takes Alertmanager's JSON."""

    url_file: str = Field(description="File in `secrets_dir` that holds the URL.")


class Receiver(Section):
    """Where a notification goes; several kinds may be given, each with a list."""

    pagerduty: tuple[PagerDuty, ...] = Field(default=(), description="PagerDuty services.")
    slack: tuple[Slack, ...] = Field(default=(), description="Slack channels.")
    email: tuple[Email, ...] = Field(default=(), description="Mail addresses.")
    webhook: tuple[Webhook, ...] = Field(default=(), description="Webhooks.")


class Window(Section):
    """A named set of times, as people say them; overnight ranges belong to the day on which they start."""

    timezone: str = Field(default="UTC", description="IANA zone name.")
    ranges: tuple[str, ...] = Field(
        description="Any of these times belongs to the window; `never` stands for none.",
        examples=[["every day 22:00-08:00", "weekends"]],
    )


class Dashboard(Section):
    """A generated Grafana dashboard."""

    title: str = Field(description="Title that Grafana shows.")
    uid: Annotated[Name, Field(max_length=40)] | None = Field(
        default=None, description="Identity in Grafana, at most 40 characters; default: service and kind."
    )
    refresh: Duration = Field(default=Duration(30_000), description="Time between two refreshes.")


class Dashboards(Section):
    """The generated dashboards, by kind."""

    overview: Dashboard | None = Field(default=None, description="Health, latency, quality and cost at a glance.")


class Redirect(Section):
    """Send every notification to one place, for rehearsals: receivers keep their type and text."""

    http: str = Field(description="Base URL that stands in for PagerDuty, Slack and webhooks.")
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
    prometheus: Prometheus = Field(default=Prometheus(), description="How the service is scraped.")
    links: Links = Field(description="Addresses that alerts lead to.")
    objectives: tuple[Objective, ...] = Field(default=(), description="What good looks like.")
    alerts: tuple[Alert, ...] = Field(description="What somebody is told about.")
    routing: Routing = Field(description="Who is told.")
    inhibit: tuple[Inhibition, ...] = Field(default=(), description="Which alerts silence which others.")
    receivers: Mapping[Name, Receiver] = Field(description="Where notifications go, by name.")
    secrets_dir: str = Field(
        default="/etc/alertmanager/secrets", description="Folder of secret files, as Alertmanager sees it."
    )
    windows: Mapping[Name, Window] = Field(default={}, description="Named sets of times, for routes.")
    dashboards: Dashboards = Field(default=Dashboards(), description="Dashboards to generate.")
    environments: Mapping[Name, Environment] = Field(
        default={}, description="Overlays of this spec for other places, by name."
    )
