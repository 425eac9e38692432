"""From a dashboard and its answers to the page model."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from watchspec_generators.preview.asking import panel_span
from watchspec_generators.preview.colours import hexadecimal
from watchspec_generators.preview.config import panel_links, settings
from watchspec_generators.preview.drawing import Scene, draw
from watchspec_generators.preview.frames import frames, series_name
from watchspec_generators.preview.model import Heading, Mark, Nothing, Sheet, Shown
from watchspec_generators.preview.transforms import transformed
from watchspec_generators.preview.variables import interpolate, shown

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchspec_generators.preview.asking import Question, Setting
    from watchspec_generators.preview.model import Answered, Body
    from watchspec_generators.preview.reading import Annotation, Dashboard, Panel

_MILLI = 1000
_MOST_MARKS = 40


def sheet(
    dashboard: Dashboard,
    setting: Setting,
    answers: Mapping[int, Sequence[tuple[Question, Answered]]],
    marked: Sequence[Mark] = (),
) -> Sheet:
    """The dashboard as it is drawn; `answers` are by the panels' ids."""
    items = tuple(
        Heading(_filled(panel.title, setting), panel.place)
        if panel.type == "row"
        else _shown(dashboard, panel, setting, answers.get(panel.id, ()), marked)
        for panel in dashboard.panels
    )
    end = setting.now
    times = " to ".join(
        f"{datetime.fromtimestamp(moment / _MILLI, timezone.utc):%d %b %Y %H:%M}"
        for moment in (end - dashboard.range, end)
    )
    links = tuple(dashboard.links)
    choices = tuple(shown(dashboard, setting.choices))
    return Sheet(dashboard.uid, dashboard.title, dashboard.description, choices, links, items, f"{times} UTC")


def _shown(
    dashboard: Dashboard,
    panel: Panel,
    setting: Setting,
    answered: Sequence[tuple[Question, Answered]],
    marked: Sequence[Mark],
) -> Shown:
    found = [frame for question, answer in answered for frame in frames(question, answer.result)]
    changed, unknown = transformed(panel, found)
    errors = [answer.error for _, answer in answered if answer.error]
    others = sorted({target.source for target in panel.targets if target.source != "prometheus"})
    if errors and not found:
        body: Body = Nothing(errors[0])
    elif others and not answered:
        body = Nothing(f"Asked of {' and '.join(others)}, which a preview does not have.")
    else:
        body = draw(Scene(panel, changed, panel_span(dashboard, panel, setting), marked))
    of = [settings(panel, column) for frame in changed for column in frame.fields]
    note = f"Not applied here: {', '.join(unknown)}." if unknown else ""
    return Shown(
        id=panel.id,
        type=panel.type,
        title=_filled(panel.title, setting),
        description=_filled(panel.description, setting),
        place=panel.place,
        body=body,
        links=tuple(dict.fromkeys((title, _filled(url, setting)) for title, url in panel_links(panel, of))),
        note=note,
    )


def _filled(text: str, setting: Setting) -> str:
    return interpolate(text, setting.choices, {})


def marks(annotations: Sequence[Annotation], answered: Sequence[tuple[Question, Answered]]) -> tuple[Mark, ...]:
    """Spans in which the annotations' queries had a value, the longest ones if there are many."""
    found: list[Mark] = []
    for annotation, (question, answer) in zip(annotations, answered, strict=True):
        for one in answer.result:
            text = series_name(question, one["metric"]) if annotation.title else annotation.name
            moments = [round(moment * _MILLI) for moment, _ in one["values"]]
            found += _spans(moments, question.span.step, hexadecimal(annotation.colour), text)
    longest = sorted(found, key=lambda mark: mark.start - mark.end)[:_MOST_MARKS]
    return tuple(sorted(longest, key=lambda mark: (mark.start, mark.text)))


def _spans(moments: Sequence[int], step: int, colour: str, text: str) -> list[Mark]:
    spans: list[Mark] = []
    begin = before = None
    for moment in moments:
        if before is not None and begin is not None and moment - before > step:
            spans.append(Mark(begin, before, colour, text))
            begin = moment
        begin = moment if begin is None else begin
        before = moment
    return [*spans, Mark(begin, before, colour, text)] if begin is not None and before is not None else spans
