"""What is inside a panel, as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from watchspec_generators.preview.model import Bars, Chart, Dials, Nothing, Table, Tiles, Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from typing import Any

    from watchspec_generators.preview.model import Bar, Body, Cell, Legend, Tile

_WIDE, _HIGH = 100, 30
"""Of a course, in its own units."""
_RIM = 125.66
"""Length of the dial's half circle, whose radius is 40."""
_HEAT = '<div class="heat"><span></span><i></i><span></span></div>'
"""From the least to the most of a heatmap; the script that colours the cells fills it."""


def body(of: Body, key: str) -> str:
    """The body of a panel; a chart is an empty place that the page's script fills."""
    if isinstance(of, Chart):
        return _chart(of, key)
    return _BODIES[type(of)](of)


def _chart(of: Chart, key: str) -> str:
    place = f'<div class="chart" data-chart="{escape(key)}"></div>'
    if of.legend is None:
        return f'<div class="drawn below">{place}{_HEAT if of.data["kind"] == "heatmap" else ""}</div>'
    side = "beside" if of.legend.beside else "below"
    return f'<div class="drawn {side}">{place}{_legend(of.legend)}</div>'


def _legend(of: Legend) -> str:
    if not of.calculations:
        items = "".join(
            f"<li data-series='{escape(row.name)}'>{_key(row.colour)}{escape(row.name)}</li>" for row in of.rows
        )
        return f'<ul class="legend">{items}</ul>'
    heads = "".join(f"<th>{escape(name)}</th>" for name in of.calculations)
    rows = "".join(
        f"<tr data-series='{escape(row.name)}'><td>{_key(row.colour)}{escape(row.name)}</td>"
        f"{''.join(f'<td>{escape(value)}</td>' for value in row.values)}</tr>"
        for row in of.rows
    )
    return f'<div class="legend"><table><thead><tr><th>Name</th>{heads}</tr></thead><tbody>{rows}</tbody></table></div>'


def _key(colour: str) -> str:
    return f'<i style="background:{escape(colour)}"></i>'


def _tiles(of: Tiles) -> str:
    return f'<div class="tiles">{"".join(map(_tile, of.tiles))}</div>'


def _tile(tile: Tile) -> str:
    colour = escape(tile.colour)
    style = f"background:{colour};color:#fff" if tile.filled else f"color:{colour}"
    name = f"<span>{escape(tile.name)}</span>" if tile.name else ""
    # The longer the text, the smaller it has to be to fit.
    size = f"--letters:{max(4, len(tile.text))}"
    number = f'<b style="{size}">{escape(tile.text)}</b>' if tile.text else ""
    return f'<div class="tile" style="{style}">{course(tile.course)}{name}{number}</div>'


def course(values: tuple[float | None, ...]) -> str:
    """A small area without axes; gaps stay gaps."""
    if not values:
        return ""
    step = _WIDE / (len(values) - 1)
    runs: list[list[str]] = [[]]
    for index, value in enumerate(values):
        if value is None:
            runs.append([])
        else:
            runs[-1].append(f"{index * step:.1f},{_HIGH - 2 - value * (_HIGH - 4):.1f}")
    lines = [run for run in runs if len(run) > 1]
    areas = "".join(
        f'<path class="area" d="M{run[0].split(",")[0]},{_HIGH} L{" L".join(run)} L{run[-1].split(",")[0]},{_HIGH}Z"/>'
        f'<path class="line" d="M{" L".join(run)}"/>'
        for run in lines
    )
    return f'<svg class="course" viewBox="0 0 {_WIDE} {_HIGH}" preserveAspectRatio="none">{areas}</svg>'


def _bars(of: Bars) -> str:
    return f'<div class="bars">{"".join(map(_bar, of.bars))}</div>'


def _bar(bar: Bar) -> str:
    colour = escape(bar.colour)
    return (
        f'<span>{escape(bar.name)}</span><div class="room">'
        f'<i style="width:{bar.share:.2%};background:{colour}"></i></div><b>{escape(bar.text)}</b>'
    )


def _dials(of: Dials) -> str:
    ends = [*(stop.share for stop in of.stops[1:]), 1.0]
    rim = "".join(_arc("rim", 48, stop.share, end, stop.colour) for stop, end in zip(of.stops, ends, strict=True))
    return f'<div class="dials">{"".join(_dial(dial, rim) for dial in of.dials)}</div>'


def _dial(dial: Bar, rim: str) -> str:
    room, value = _arc("room", 40, 0, 1, ""), _arc("value", 40, 0, dial.share, dial.colour)
    text = f'<text x="60" y="58" fill="{escape(dial.colour)}">{escape(dial.text)}</text>'
    svg = f'<svg viewBox="0 0 120 66">{room}{value}{rim}{text}</svg>'
    return f"<figure>{svg}<figcaption>{escape(dial.name)}</figcaption></figure>"


def _arc(kind: str, radius: int, start: float, end: float, colour: str) -> str:
    length = _RIM * radius / 40
    dash = f"{(end - start) * length:.2f} {2 * length:.2f}"
    stroke = f' stroke="{escape(colour)}"' if colour else ""
    path = f"M{60 - radius},60 A{radius},{radius} 0 0 1 {60 + radius},60"
    return (
        f'<path class="{kind}" d="{path}"{stroke} stroke-dasharray="{dash}" stroke-dashoffset="{-start * length:.2f}"/>'
    )


def _table(of: Table) -> str:
    heads = "".join(
        f"<th{' class=number' if column.numeric else ''}>{escape(column.name)}{_arrow(of, column.name)}</th>"
        for column in of.columns
    )
    rows = "".join(
        "<tr>"
        + "".join(_cell(cell, numeric=column.numeric) for cell, column in zip(row, of.columns, strict=True))
        + "</tr>"
        for row in of.rows
    )
    head = f"<thead><tr>{heads}</tr></thead>" if of.header else ""
    return f'<div class="rows"><table>{head}<tbody>{rows}</tbody></table></div>'


def _arrow(of: Table, name: str) -> str:
    return (" &#8595;" if of.descending else " &#8593;") if name == of.sorted_by else ""


def _cell(cell: Cell, *, numeric: bool) -> str:
    text = f'<a href="{escape(cell.url)}">{escape(cell.text)}</a>' if cell.url else escape(cell.text)
    style = ""
    if cell.share is not None:
        style = f"background:linear-gradient(90deg,{escape(cell.colour)} {cell.share:.0%},transparent 0)"
    elif cell.colour:
        style = f"background:{escape(cell.colour)};color:#fff" if cell.filled else f"color:{escape(cell.colour)}"
    marks = (' class="number"' if numeric else "") + (f' style="{style}"' if style else "")
    return f"<td{marks}>{text}</td>"


def _words(of: Words) -> str:
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in of.text.split("\n\n") if text.strip())
    return f'<div class="words">{paragraphs}</div>'


def _nothing(of: Nothing) -> str:
    return f'<div class="nothing">{escape(of.reason)}</div>'


_BODIES: Mapping[type, Callable[[Any], str]] = {
    Tiles: _tiles,
    Bars: _bars,
    Dials: _dials,
    Table: _table,
    Words: _words,
    Nothing: _nothing,
}
