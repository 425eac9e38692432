"""The page before it is HTML: every panel with the values, texts and colours that it shows."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.preview.reading import Link, Place


@dataclass(frozen=True, slots=True)
class LegendRow:
    """One series in a legend, with its calculations as text; `hidden` ones are drawn only."""

    name: str
    colour: str
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Legend:
    """The names of a chart's series; `calculations` are the headings of a table, none make it a list."""

    calculations: tuple[str, ...]
    rows: tuple[LegendRow, ...]
    beside: bool = False
    """To the right of the chart instead of below it."""


@dataclass(frozen=True, slots=True)
class Chart:
    """What the page's script draws, as JSON that `preview.js` knows by its `kind`."""

    data: Mapping[str, Any]
    legend: Legend | None = None


@dataclass(frozen=True, slots=True)
class Tile:
    """One big number, with the course that led to it (0 to 1, None for gaps) where one is drawn."""

    name: str
    text: str
    colour: str
    course: tuple[float | None, ...] = ()
    filled: bool = False
    """The colour is the background's."""


@dataclass(frozen=True, slots=True)
class Tiles:
    """One or more big numbers."""

    tiles: tuple[Tile, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar or a dial: how much of its room is filled (0 to 1)."""

    name: str
    text: str
    colour: str
    share: float


@dataclass(frozen=True, slots=True)
class Bars:
    """Horizontal bars with their values."""

    bars: tuple[Bar, ...]


@dataclass(frozen=True, slots=True)
class Stop:
    """Where on a dial a threshold's colour begins (0 to 1)."""

    share: float
    colour: str


@dataclass(frozen=True, slots=True)
class Dials:
    """Half circles with a value and its thresholds."""

    dials: tuple[Bar, ...]
    stops: tuple[Stop, ...]


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell of a table; `share` fills it as a bar."""

    text: str
    colour: str = ""
    filled: bool = False
    share: float | None = None
    url: str = ""


@dataclass(frozen=True, slots=True)
class Column:
    """A table's column; numbers stand to the right."""

    name: str
    numeric: bool


@dataclass(frozen=True, slots=True)
class Table:
    """A table; `sorted_by` is the column that decides the order, None where none does."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    sorted_by: str | None = None
    descending: bool = False
    header: bool = True


@dataclass(frozen=True, slots=True)
class Words:
    """Plain text in paragraphs."""

    text: str


@dataclass(frozen=True, slots=True)
class Nothing:
    """In place of data: why there is none."""

    reason: str


Body = Chart | Tiles | Bars | Dials | Table | Words | Nothing


@dataclass(frozen=True, slots=True)
class Shown:
    """One panel as it is drawn."""

    id: int
    type: str
    title: str
    description: str
    place: Place
    body: Body
    links: tuple[tuple[str, str], ...] = ()
    note: str = ""
    """What of the panel is not drawn as Grafana would."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The title of a row."""

    title: str
    place: Place


@dataclass(frozen=True, slots=True)
class Sheet:
    """One dashboard as it is drawn."""

    uid: str
    title: str
    description: str
    choices: tuple[tuple[str, str], ...]
    links: tuple[Link, ...]
    items: tuple[Shown | Heading, ...]
    times: str = ""
    """The range that is shown, in words."""


@dataclass(frozen=True, slots=True)
class Pair:
    """A panel before and after a change; None on a side where it does not exist. Equal items are changes of place."""

    title: str
    before: Shown | None
    after: Shown | None
    what: str = ""
    """`added`, `removed` or what of it has changed."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A span on every graph: while an alert fires."""

    start: int
    end: int
    colour: str
    text: str


@dataclass(frozen=True, slots=True)
class Answered:
    """A question's answer: Prometheus' result list, or why there is none."""

    result: tuple[Mapping[str, Any], ...] = ()
    error: str = field(default="")
