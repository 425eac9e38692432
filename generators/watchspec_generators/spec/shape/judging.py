"""What good looks like, and what somebody is told about."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import Field

from watchspec_generators.spec.shape.section import AlertName, LabelName, Name, Section, Written
from watchspec_generators.values.duration import Duration

Severity = Literal["critical", "warning", "info", "none"]


class Objective(Section):
    """What good looks like: a share of calls that must meet a limit, over a window."""

    name: Name = Field(description="A name of its own.")
    of: Literal["success", "latency", "ttft", "tokens_per_second"] = Field(
        description="What is judged: for `success` every call, for the others those that generate text."
    )
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
    cases: tuple[Case, ...] = Field(default=(), description="Tests of raw PromQL: one that fires, one that does not.")
