"""What good looks like, and what somebody is told about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, get_args

from pydantic import Field

from watchspec_generators.spec.shape.section import AlertName, LabelName, Name, Section, Written
from watchspec_generators.values.duration import Duration

Severity = Literal["critical", "warning", "info", "none"]
Role = Literal["page", "ticket", "info"]
ROLES: tuple[Role, ...] = get_args(Role)
"""What a severity asks of people; `none`, a watchdog's, asks nothing."""


class Meanings(Section):
    """What each severity asks of the people who are told, in a sentence."""

    page: str = Field(default="", description="Of a page: somebody acts at once, at any hour.")
    ticket: str = Field(default="", description="Of a ticket: somebody acts, but not now.")
    info: str = Field(default="", description="Of what is only worth knowing.")


class Told(Section):
    """Receivers of which each alert of a severity must reach at least one; none named: any will do."""

    page: tuple[Name, ...] = Field(default=(), description="Who is told of a page.")
    ticket: tuple[Name, ...] = Field(default=(), description="Who is told of a ticket.")
    info: tuple[Name, ...] = Field(default=(), description="Who is told of what is only worth knowing.")


class Severities(Section):
    """The policy for severities: which value of `severity` asks what, who is told, and what may wait."""

    page: Severity = Field(default="critical", description="Severity of what somebody must act on at once.")
    ticket: Severity = Field(default="warning", description="Severity of what somebody must act on, but not now.")
    info: Severity = Field(default="info", description="Severity of what is only worth knowing.")
    means: Meanings = Field(default=Meanings(), description="What each asks of people; runbooks repeat it.")
    receivers: Told = Field(default=Told(), description="Who must be told of each.")
    never_held_back: tuple[Role, ...] = Field(
        default=("page",), description="Those that no window of a route may mute or leave out."
    )

    def label(self, role: Role) -> str:
        """The value of `severity` that alerts of a role carry."""
        return str(getattr(self, role))

    def role(self, severity: str) -> Role | None:
        """What a value of `severity` asks; None for a watchdog's."""
        roles = (role for role in ROLES if self.label(role) == severity)
        return None if severity == "none" else next(roles, None)


Urgency = Literal["page", "ticket"]


class BurnWindow(Section):
    """The error budget burns `burn` times as fast as it lasts, over a long and over a short window."""

    burn: float = Field(gt=0, description="Past this multiple of the pace that spends the budget by the window's end.")
    long: Duration = Field(description="Enough of the budget must be gone in it.")
    short: Duration = Field(description="It must burn here too, so that the alert ends soon after the burn does.")


class BurnAlert(Section):
    """What an objective says otherwise about one of its alerts."""

    name: AlertName | None = Field(default=None, description="Default: made of the objective's name.")
    windows: tuple[BurnWindow, ...] = Field(
        default=(),
        description="Any of these pairs is enough; default: two pairs, in proportion to the objective's window.",
    )
    owner: Name | None = Field(default=None, description="Who looks after it; default: the objective's owner.")
    summary: str | None = Field(
        default=None, description="One line; may use {value}, {objective}, {target}, {window} and {service}."
    )
    description: str | None = Field(default=None, description="A few sentences; may use the same words as `summary`.")
    runbook: str | None = Field(default=None, description="First steps, in Markdown; default: the objective's.")
    keep_firing_for: Duration = Field(default=Duration(0), description="How long it stays after the last breach.")


class Objective(Section):
    """What good looks like: a share of calls that must meet a limit, over a window; alerts tell when it won't."""

    name: Name = Field(description="A name of its own.")
    of: Literal["success", "latency", "ttft", "tokens_per_second", "quality"] = Field(
        description="What is judged: for `success` every call, for `quality` evaluated answers, for the others calls "
        "that generate text."
    )
    target: str = Field(description="Share of good calls.", examples=["99.5%"])
    under: Written | None = Field(default=None, description="Good calls stay under this (latency, ttft).")
    over: Written | None = Field(default=None, description="Good calls stay over this (tokens_per_second).")
    at_least: Written | None = Field(default=None, description="Good answers score this or more (quality).")
    window: Duration = Field(default=Duration(30 * 86_400_000), description="Time over which the share is taken.")
    description: str = Field(default="", description="Why this is the goal.")
    alerts: tuple[Urgency, ...] = Field(
        default=("page", "ticket"), description="Its alerts on the error budget; `[]` for none."
    )
    floor: Written | None = Field(
        default=None, description="Least calls or evaluations in the short window for its alerts to speak; default: 20."
    )
    owner: Name | None = Field(default=None, description="Who looks after its alerts; default: the service's owner.")
    runbook: str = Field(default="", description="First steps, in Markdown, for both alerts.")
    labels: Mapping[LabelName, str] = Field(default={}, description="Extra labels of its alerts.")
    page: BurnAlert = Field(default=BurnAlert(), description="What differs for its page.")
    ticket: BurnAlert = Field(default=BurnAlert(), description="What differs for its ticket.")


class Case(Section):
    """A hand-written test of an alert: of a signal in words, of raw PromQL in promtool's series notation."""

    name: str = Field(default="", description="What the case shows; required of raw PromQL, else what it says.")
    when: str | None = Field(
        default=None,
        description="What happens, of a signal: values and how long they last, one after the other.",
        examples=["error_ratio is 8% for 10m", "error_ratio is 8% for 2m then 1% for 10m with 30 calls per minute"],
    )
    then: str | None = Field(
        default=None,
        description="What comes of it, of a signal: `fires` (at the end), `fires within 8m`, `pending`, `quiet` (all "
        "the time) or `resolves`.",
        examples=["fires", "quiet"],
    )
    labels: Mapping[LabelName, str] = Field(
        default={},
        description="Of a signal, values of labels in `by`; default: the first declared ones. Of raw PromQL, labels of "
        "the firing alert beyond the fixed ones.",
    )
    series: Mapping[str, str] = Field(
        default={}, description="Of raw PromQL: series selector to promtool values, such as '0+10x20'."
    )
    interval: Duration = Field(
        default=Duration(60_000), description="Of raw PromQL: time between two samples of the series."
    )
    at: Duration | None = Field(default=None, description="Of raw PromQL: when the alert is looked at.")
    fires: bool | None = Field(
        default=None, description="Of raw PromQL: whether it fires then; an alert needs a case for each."
    )
    value: float | None = Field(
        default=None, description="Of raw PromQL: the firing expression's value, for texts with {value}."
    )


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
    baseline: str | None = Field(
        default=None,
        description="The prompt version that others are compared with, of signals that compare versions: those whose "
        "name is the same up to the last `/`, `@` or `:`.",
    )
    confidence: Written | None = Field(
        default=None,
        description="How sure it must be that the threshold is passed, of signals that are estimated from a sample: "
        "`95%` unless given; `none`: the estimate decides.",
    )
    for_: Duration = Field(default=Duration(0), alias="for", description="How long it must hold.")
    keep_firing_for: Duration = Field(default=Duration(0), description="How long it stays after the last breach.")
    severity: Severity = Field(description="How urgent it is; `none` is for a watchdog.")
    owner: Name | None = Field(default=None, description="Who looks after it; default: the service's owner.")
    summary: str = Field(description="One line; may use {value}, {threshold}, {for}, {window}, {service} and {label}.")
    description: str = Field(default="", description="A few sentences; may use the same words as `summary`.")
    runbook: str = Field(default="", description="First steps, in Markdown; becomes the runbook's section.")
    no_data: Literal["quiet", "fire"] = Field(default="quiet", description="What the alert does without data.")
    labels: Mapping[LabelName, str] = Field(default={}, description="Extra labels.")
    cases: tuple[Case, ...] = Field(
        default=(), description="Hand-written tests; raw PromQL needs one that fires and one that does not."
    )
