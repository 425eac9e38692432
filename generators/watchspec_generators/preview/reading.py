"""A Grafana dashboard file as values: only what is drawn, everything else is left aside."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from watchspec_generators.preview.timing import milliseconds

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

_RANGE = 6 * 3_600_000
_MOST_POINTS = 1000
_PROMETHEUS = "prometheus"


@dataclass(frozen=True, slots=True)
class Place:
    """A rectangle of the 24-column grid."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Target:
    """One query; `source` is the type of its data source."""

    ref: str
    expr: str
    legend: str = ""
    instant: bool = False
    form: str = "time_series"
    source: str = _PROMETHEUS


@dataclass(frozen=True, slots=True)
class Link:
    """A link of a panel or a dashboard."""

    title: str
    url: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One panel; lengths of time in milliseconds."""

    id: int
    type: str
    title: str
    description: str
    place: Place
    targets: tuple[Target, ...] = ()
    links: tuple[Link, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)
    defaults: Mapping[str, Any] = field(default_factory=dict)
    overrides: tuple[Mapping[str, Any], ...] = ()
    transformations: tuple[Mapping[str, Any], ...] = ()
    least_step: int | None = None
    most_points: int = _MOST_POINTS
    back: int | None = None
    """How far it looks back, where that is not the dashboard's range."""


@dataclass(frozen=True, slots=True)
class Variable:
    """A choice at the top of a dashboard; `values` is what is chosen, `all_value` what "All" stands for."""

    name: str
    label: str
    type: str
    values: tuple[str, ...]
    query: str = ""
    all_value: str = ""
    options: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Annotation:
    """A query whose moments are marked on every graph."""

    name: str
    expr: str
    colour: str
    title: str = ""


@dataclass(frozen=True, slots=True)
class Dashboard:
    """One dashboard; `range` in milliseconds. `source` is the file's own content, for comparing."""

    uid: str
    title: str
    description: str
    range: int
    panels: tuple[Panel, ...]
    variables: tuple[Variable, ...]
    annotations: tuple[Annotation, ...]
    links: tuple[Link, ...]
    source: Mapping[str, Any] = field(repr=False, default_factory=dict)


def read(document: Mapping[str, Any]) -> Dashboard:
    """The dashboard of a file's JSON."""
    return Dashboard(
        uid=str(document.get("uid") or document.get("title", "")),
        title=document.get("title", ""),
        description=document.get("description", ""),
        range=_range(document.get("time", {})),
        panels=tuple(map(_panel, flat(document))),
        variables=tuple(_variable(one) for one in document.get("templating", {}).get("list", [])),
        annotations=tuple(
            Annotation(one["name"], one["expr"], one.get("iconColor", "red"), one.get("titleFormat", ""))
            for one in document.get("annotations", {}).get("list", [])
            if one.get("expr") and one.get("enable", True)
        ),
        links=_links(document.get("links", [])),
        source=document,
    )


def flat(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Every panel of the JSON in reading order; those that a collapsed row holds follow their row."""
    for panel in document.get("panels", []):
        yield panel
        yield from panel.get("panels") or []


def _panel(panel: Mapping[str, Any]) -> Panel:
    where = panel["gridPos"]
    field_config = panel.get("fieldConfig", {})
    source = (panel.get("datasource") or {}).get("type", _PROMETHEUS)
    return Panel(
        id=panel["id"],
        type=panel["type"],
        title=panel.get("title", ""),
        description=panel.get("description", ""),
        place=Place(where["x"], where["y"], where["w"], where["h"]),
        targets=tuple(_target(target, source) for target in panel.get("targets", []) if not target.get("hide")),
        links=_links(panel.get("links", [])),
        options=panel.get("options", {}),
        defaults=field_config.get("defaults", {}),
        overrides=tuple(field_config.get("overrides", [])),
        transformations=tuple(one for one in panel.get("transformations", []) if not one.get("disabled")),
        least_step=milliseconds(panel.get("interval") or ""),
        most_points=panel.get("maxDataPoints") or _MOST_POINTS,
        back=milliseconds(panel.get("timeFrom") or ""),
    )


def _target(target: Mapping[str, Any], source: str) -> Target:
    return Target(
        ref=target.get("refId", "A"),
        expr=target.get("expr") or target.get("query", ""),
        legend=target.get("legendFormat", ""),
        instant=bool(target.get("instant")),
        form=target.get("format", "time_series"),
        source=(target.get("datasource") or {}).get("type", source),
    )


def _links(links: Sequence[Mapping[str, Any]]) -> tuple[Link, ...]:
    return tuple(Link(link["title"], link["url"]) for link in links if link.get("url"))


def _variable(one: Mapping[str, Any]) -> Variable:
    chosen = one.get("current", {}).get("value", "")
    query = one.get("query", "")
    return Variable(
        name=one["name"],
        label=one.get("label") or one["name"],
        type=one["type"],
        values=tuple(map(str, chosen)) if isinstance(chosen, list) else (str(chosen),),
        query=query.get("query", "") if isinstance(query, dict) else str(query),
        all_value=one.get("allValue") or "",
        options=tuple(str(option["value"]) for option in one.get("options", [])),
        hidden=bool(one.get("hide")),
    )


def _range(time: Mapping[str, Any]) -> int:
    return milliseconds(str(time.get("from", "")).removeprefix("now-")) or _RANGE
