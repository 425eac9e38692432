"""Who is told, by which way, and when not."""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Field

from watchspec_generators.spec.shape.section import LabelName, Name, Section
from watchspec_generators.values.duration import Duration


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
