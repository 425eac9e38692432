"""Whole pages: every dashboard, or what a change does to them."""

from __future__ import annotations

import json
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from watchspec_generators.preview.html.panels import HEADING_ROW, ROW, panel
from watchspec_generators.preview.model import Chart, Heading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchspec_generators.preview.model import Pair, Sheet, Shown

Theme = Literal["auto", "light", "dark"]
_TOOLBAR_PIXELS = 150
LIBRARY = "echarts.min.js"
"""Apache ECharts, vendored; `scripts/vendor-echarts` refreshes it."""


def page(sheets: Sequence[Sheet], source: str, theme: Theme = "auto") -> str:
    """Every dashboard on one page; `source` says where the data come from."""
    tabs = "".join(f'<a href="#{escape(one.uid)}">{escape(one.title.rpartition(": ")[2])}</a>' for one in sheets)
    body = "\n".join(_board(one) for one in sheets)
    charts = {key(one, item): item.body.data for one in sheets for item in _panels(one) if isinstance(item.body, Chart)}
    return _whole(sheets[0].title if len(sheets) == 1 else "Dashboards", source, tabs, body, charts, theme)


def height(one: Sheet) -> int:
    """About how many pixels high a dashboard is when the page is as wide as it was made for."""
    bottom = max((item.place.y + item.place.height for item in one.items), default=0)
    return bottom * ROW + _TOOLBAR_PIXELS


def comparison_page(boards: Sequence[tuple[str, Sequence[Pair]]], source: str, theme: Theme = "auto") -> str:
    """What has changed, by dashboard: before on the left, after on the right."""
    charts: dict[str, Mapping[str, Any]] = {}
    sections = []
    for title, pairs in boards:
        rows = "\n".join(_pair(f"{title}-{index}", pair, charts) for index, pair in enumerate(pairs))
        sections.append(f'<section class="board"><h1>{escape(title)}</h1>\n{rows}</section>')
    body = "\n".join(sections) or '<section class="board"><p class="same">No panel has changed.</p></section>'
    return _whole("Changed panels", source, "", body, charts, theme)


def comparison_height(boards: Sequence[tuple[str, Sequence[Pair]]]) -> int:
    """About how many pixels high such a page is."""
    sides = [max(side.place.height for side in (one.before, one.after) if side) for _, pairs in boards for one in pairs]
    return sum(side * ROW + 80 for side in sides) + len(boards) * 80 + _TOOLBAR_PIXELS


def key(one: Sheet, item: Shown) -> str:
    """The name of a panel's chart on the page."""
    return f"{one.uid}-{item.id}"


def _panels(one: Sheet) -> list[Shown]:
    return [item for item in one.items if not isinstance(item, Heading)]


def _board(one: Sheet) -> str:
    choices = "".join(
        f'<span class="choice"><b>{escape(label)}</b>{escape(text)}</span>' for label, text in one.choices
    )
    links = "".join(f'<a href="{escape(link.url)}">{escape(link.title)}</a>' for link in one.links)
    items = "\n".join(
        f'<h2 class="row" style="grid-row:{item.place.y + 1}"><span>{escape(item.title)}</span></h2>'
        if isinstance(item, Heading)
        else panel(item, key(one, item), placed=True)
        for item in one.items
    )
    headings = {item.place.y + 1 for item in one.items if isinstance(item, Heading)}
    bottom = max((item.place.y + item.place.height for item in one.items), default=0)
    # Rows of the grid have one height each, so that panels beside each other end together.
    rows = " ".join(f"{HEADING_ROW if line in headings else ROW - 8}px" for line in range(1, bottom + 1))
    return f"""<section class="board" id="{escape(one.uid)}">
<div class="top"><div><h1>{escape(one.title)}</h1><p>{escape(one.description)}</p></div>
<span class="times">{escape(one.times)}</span></div>
<div class="choices">{choices}<span class="links">{links}</span></div>
<div class="grid" style="grid-template-rows:{rows}">
{items}
</div>
</section>"""


def _pair(name: str, pair: Pair, charts: dict[str, Mapping[str, Any]]) -> str:
    sides = []
    for side, shown in (("before", pair.before), ("after", pair.after)):
        if shown is None:
            sides.append(f'<div class="side"><h3>{side}</h3><div class="panel none">not there</div></div>')
            continue
        if isinstance(shown.body, Chart):
            charts[f"{name}-{side}"] = shown.body.data
        high = shown.place.height * ROW
        inner = panel(shown, f"{name}-{side}", placed=False)
        sides.append(f'<div class="side"><h3>{side}</h3><div style="height:{high}px">{inner}</div></div>')
    return (
        f'<div class="pair"><p><b>{escape(pair.title)}</b> {escape(pair.what)}</p>'
        f'<div class="sides">{"".join(sides)}</div></div>'
    )


def _whole(title: str, source: str, tabs: str, body: str, charts: Mapping[str, Mapping[str, Any]], theme: Theme) -> str:
    # Inside a script element only a closing tag could end the data early.
    data = json.dumps(charts, separators=(",", ":"), ensure_ascii=False).replace("</", "<\\/")
    return f"""<!doctype html>
<html lang="en" data-theme="{theme}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(title)}</title>
<style>
{asset("preview.css")}</style>
</head>
<body>
<header><strong>watchspec preview</strong><nav>{tabs}</nav><span class="source">{escape(source)}</span>
<button type="button" id="theme" title="Light or dark">&#9681;</button></header>
<main>
{body}
</main>
<script type="application/json" id="charts">{data}</script>
<script>{asset(LIBRARY)}</script>
<script>
{asset("preview.js")}</script>
</body>
</html>
"""


def asset(name: str) -> str:
    """A file that goes into the page as it is."""
    return (files(__package__) / name).read_text(encoding="utf-8")
