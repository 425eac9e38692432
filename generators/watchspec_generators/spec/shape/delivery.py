"""Who is told, by which way, and when not."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from watchspec_generators.spec.shape.section import LabelName, Name, Section, Written
from watchspec_generators.values.duration import Duration
from watchspec_generators.values.version import Version, parse_version

NEWEST = "0.34"
"""The newest Alertmanager whose keys are known here."""


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


class MsTeams(Section):
    """Microsoft Teams, by a workflow ("Post to a channel when a webhook request is received")."""

    webhook_url_file: str = Field(description="File in `secrets_dir` that holds the workflow's URL.")


class MsTeamsConnector(Section):
    """Microsoft Teams, by an Office 365 connector; Microsoft retires these, so new ones are `msteams`."""

    webhook_url_file: str = Field(description="File in `secrets_dir` that holds the connector's URL.")


class Opsgenie(Section):
    """Opsgenie, by its alert API."""

    api_key_file: str = Field(description="File in `secrets_dir` that holds the integration's key, without a line end.")
    team: str | None = Field(default=None, description="Team that responds; default: the integration's own.")
    api_url: str = Field(
        default="https://api.opsgenie.com/", description="Another one for accounts in Europe: api.eu.opsgenie.com."
    )


class Discord(Section):
    """Discord, by a channel's webhook."""

    webhook_url_file: str = Field(description="File in `secrets_dir` that holds the webhook URL.")


class Telegram(Section):
    """Telegram, by a bot, as plain text."""

    bot_token_file: str = Field(description="File in `secrets_dir` that holds the bot's token.")
    chat_id: int | None = Field(default=None, description="Chat, group or channel to write to; groups are negative.")
    chat_id_file: str | None = Field(default=None, description="File in `secrets_dir` that holds it instead.")
    message_thread_id: int | None = Field(default=None, gt=0, description="Topic of a group to write to.")


class Receiver(Section):
    """Where a notification goes; several kinds may be given, each with a list."""

    pagerduty: tuple[PagerDuty, ...] = Field(default=(), description="PagerDuty services.")
    opsgenie: tuple[Opsgenie, ...] = Field(default=(), description="Opsgenie integrations.")
    slack: tuple[Slack, ...] = Field(default=(), description="Slack channels.")
    msteams: tuple[MsTeams, ...] = Field(default=(), description="Microsoft Teams channels, by workflow.")
    msteams_connector: tuple[MsTeamsConnector, ...] = Field(
        default=(), description="Microsoft Teams channels, by connector."
    )
    discord: tuple[Discord, ...] = Field(default=(), description="Discord channels.")
    telegram: tuple[Telegram, ...] = Field(default=(), description="Telegram chats.")
    email: tuple[Email, ...] = Field(default=(), description="Mail addresses.")
    webhook: tuple[Webhook, ...] = Field(default=(), description="Webhooks.")


class Alertmanager(Section):
    """The Alertmanager that loads the configuration."""

    version: str = Field(
        default=NEWEST, description="Its version; `check` tells what it can't read yet.", examples=["0.27"]
    )
    secrets: Literal["files", "placeholders"] = Field(
        default="files",
        description="What stands where that version can't read a secret from a file: nothing, which `check` refuses, "
        "or `${NAME}` for whoever deploys to fill in.",
    )

    def reads(self, version: Version) -> bool:
        """Whether it reads what `version` was the first to read."""
        return parse_version(self.version) >= version


class Holidays(Section):
    """Public holidays of a country or one of its regions, in stated years."""

    country: str = Field(description="Code of two letters.", examples=["DE"])
    region: str | None = Field(
        default=None, description="Code of a region; default: only what all of the country has.", examples=["BY"]
    )
    years: Written = Field(description="A year or a run of them.", examples=["2026-2028"])


class Window(Section):
    """A named set of times, as people say them; overnight ranges belong to the day on which they start."""

    timezone: str = Field(default="UTC", description="IANA zone name, for ranges that name none.")
    ranges: tuple[str, ...] = Field(
        default=(),
        description="Any of these times belongs to the window; `never` stands for none.",
        examples=[["every day 22:00-08:00", "weekends"], ["friday nights 22:00-08:00 Europe/Berlin", "2026-12-24"]],
    )
    holidays: tuple[Holidays, ...] = Field(default=(), description="Any of these days belongs to it too.")
