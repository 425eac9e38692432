"""One panel as HTML."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from watchspec_generators.preview.html.bodies import body

if TYPE_CHECKING:
    from watchspec_generators.preview.model import Shown

ROW = 38
"""Pixels of one unit of height, with the gap below it, as in Grafana."""
HEADING_ROW = 30


def panel(shown: Shown, key: str, *, placed: bool) -> str:
    """The panel's frame, title and body; `key` names its chart."""
    place = shown.place
    where = (
        f"grid-column:{place.x + 1} / span {place.width};grid-row:{place.y + 1} / span {place.height}"
        if placed
        else "height:100%"
    )
    note = f'<p class="note">{escape(shown.note)}</p>' if shown.note else ""
    return (
        f'<article class="panel {escape(shown.type)}" data-panel="{shown.id}" style="{where}">'
        f"<h3><span>{escape(shown.title)}</span>{_about(shown)}</h3>"
        f'<div class="body">{body(shown.body, key)}</div>{note}</article>'
    )


def _about(shown: Shown) -> str:
    """What Grafana shows on the panel's "i": the description, then the links."""
    links = "".join(f'<a href="{escape(url)}">{escape(title)}</a>' for title, url in shown.links)
    if not shown.description and not links:
        return ""
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in shown.description.split("\n\n") if text)
    return f'<span class="about" tabindex="0">i<span class="tip">{paragraphs}{links}</span></span>'
