"""A panel and a board as values, before anything is said in Grafana's language."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from watchspec_generators.values import Unit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.values import Duration

Kind = Literal["stat", "lines", "areas", "columns", "bars", "heatmap", "table"]
PanelUnit = Unit | Literal["requests/minute", "tokens/minute", "tokens", "usd/hour", "days"]
Role = Literal["critical", "warning", "info", "objective"]


@dataclass(frozen=True, slots=True)
class Limit:
    """A line on a panel: where an alert or objective of the spec says that bad begins."""

    value: float
    text: str
    """The limit as the spec writes it."""
    role: Role
    bad: Literal["above", "below"]
    source: str
    """Name of the alert or objective."""


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a panel or a board."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Series:
    """One query of a panel; `legend` is Grafana's legend format."""

    expr: str
    legend: str = ""
    instant: bool = False
    form: Literal["time_series", "table", "heatmap"] = "time_series"
    exemplars: bool = False
    source: Literal["prometheus", "tempo"] = "prometheus"
    """Who is asked: Prometheus, in PromQL, or Tempo, in TraceQL."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: the field that the queries give it, its heading and its unit."""

    field: str
    heading: str
    unit: PanelUnit | None = None


@dataclass(frozen=True, slots=True)
class PanelSpec:
    """One panel; `id` never changes once published, because alerts and runbooks link to it."""

    id: int
    title: str
    description: str
    kind: Kind
    unit: PanelUnit
    series: tuple[Series, ...]
    no_data: str
    """Shown in place of data: why there may be none."""
    width: int
    """Of 24 columns."""
    height: int = 8
    signals: tuple[str, ...] = ()
    """Signals whose alerts link here, and draw their thresholds where the unit is the panel's."""
    objectives: tuple[str, ...] = ()
    """Kinds of objectives whose limits are drawn."""
    budgets: Literal["spent", "forecast"] | None = None
    """What of budgets is shown; alerts on it link here."""
    raw: str | None = None
    """The alert on raw PromQL that is shown."""
    burns: str | None = None
    """The objective whose alerts are drawn exactly as they compare."""
    detail: str | None = None
    """The board that has more on it."""
    back: Duration | None = None
    """How far it looks back, whatever range the board shows."""
    step: Duration | None = None
    """Distance between its points, where it is not the board's least."""
    columns: tuple[Column, ...] = ()
    colours: Mapping[str, str] = field(default_factory=dict)
    """Colour by series name, for names that are known beforehand."""
    minimum: float | None = 0
    maximum: float | None = None
    decimals: int | None = None
    limits: tuple[Limit, ...] = ()
    """Filled in from the spec, like the links."""
    links: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Variable:
    """A choice at the top of a board: values of a label, or the fixed `values`."""

    name: str
    label: str
    query: str = ""
    """Selector for `label_values`."""
    values: tuple[str, ...] = ()
    of: str = ""
    """The label whose values are offered; default: the one that is named like the variable."""


@dataclass(frozen=True, slots=True)
class Event:
    """What is marked on every graph of a board: moments at which `expr` has a value, or Grafana's own by `tags`."""

    name: str
    colour: str
    expr: str = ""
    tags: tuple[str, ...] = ()
    title: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A headed group of panels, laid out from left to right."""

    id: int
    title: str
    panels: tuple[PanelSpec, ...]


@dataclass(frozen=True, slots=True)
class Board:
    """A whole dashboard."""

    name: str
    """`overview`, `performance` and so on."""
    uid: str
    title: str
    description: str
    tags: tuple[str, ...]
    variables: tuple[Variable, ...]
    rows: tuple[Row, ...]
    links: tuple[Link, ...]
    events: tuple[Event, ...]
    range: Duration
    refresh: Duration
    step: Duration
    """Least distance between points: the scrape interval."""
    traces: bool = False
    """Whether there is a Tempo to be asked."""

    @property
    def panels(self) -> tuple[PanelSpec, ...]:
        """Every panel, in reading order."""
        return tuple(panel for row in self.rows for panel in row.panels)
