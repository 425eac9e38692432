"""The dashboards that are generated, and what a user adds to them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from watchspec_generators.spec.shape.section import LabelName, Name, Section
from watchspec_generators.values.duration import Duration
from watchspec_generators.values.quantity import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping


class Dashboard(Section):
    """A generated Grafana dashboard."""

    title: str | None = Field(default=None, description="Title that Grafana shows; default: one for the kind.")
    uid: Annotated[Name, Field(max_length=40)] | None = Field(
        default=None, description="Identity in Grafana, at most 40 characters; default: service and kind."
    )
    refresh: Duration = Field(default=Duration(30_000), description="Time between two refreshes.")


class OwnPanel(Section):
    """A panel of your own, on one of the dashboards, by signal or by PromQL."""

    title: str = Field(min_length=1, description="The question that it answers.")
    board: Name = Field(default="overview", description="The dashboard that shows it, one that is asked for.")
    description: str = Field(default="", description="What there is to know about it.")
    signal: str | None = Field(default=None, description="The signal that is shown, with its alerts' limits.")
    by: tuple[LabelName, ...] = Field(default=(), description="Labels that split the signal.")
    expr: str | None = Field(
        default=None, description="PromQL instead of a signal; `$__rate_interval` and the board's variables work."
    )
    unit: Unit = Field(default="none", description="Unit of what `expr` gives.")
    legend: str = Field(default="", description="Name of each line, such as `{{queue}}`.")


class Dashboards(Section):
    """The generated dashboards, by kind; `{}` asks for one as it is."""

    overview: Dashboard | None = Field(default=None, description="Health, latency, quality and cost at a glance.")
    performance: Dashboard | None = Field(default=None, description="Where the time goes, for engineers.")
    cost: Dashboard | None = Field(default=None, description="What is spent, by whom, for product and finance.")
    quality: Dashboard | None = Field(default=None, description="Scores, checks, feedback and prompt versions.")
    slo: Dashboard | None = Field(default=None, description="Objectives and their error budgets, if there are any.")
    health: Dashboard | None = Field(default=None, description="Whether what is shown can be trusted: the exporter.")
    environment_label: LabelName = Field(
        default="environment", description="Label that scrape targets carry to tell environments apart."
    )
    target_labels: tuple[LabelName, ...] = Field(
        default=(),
        description="Further labels of scrape targets, by which boards can be narrowed and calls are compared.",
        examples=[["region"]],
    )
    traces: bool = Field(default=False, description="Grafana has a Tempo data source that holds the service's traces.")

    panels: tuple[OwnPanel, ...] = Field(default=(), description="Panels of your own.")

    @property
    def variables(self) -> tuple[str, ...]:
        """The choices at the top of each dashboard."""
        return ("datasource", "service", "environment", *self.target_labels, "provider", "model", "feature")

    @property
    def wanted(self) -> Mapping[str, Dashboard]:
        """The dashboards that are asked for, by kind, in order."""
        found = {name: getattr(self, name) for name in BOARDS}
        return {name: dashboard for name, dashboard in found.items() if dashboard is not None}


BOARDS = tuple(name for name, field in Dashboards.model_fields.items() if field.annotation == Dashboard | None)
"""Every kind of dashboard, in order."""
