"""Put a dashboard's questions to a running Prometheus."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from watchspec_generators.edge.http import Unreachable, get_json
from watchspec_generators.preview.asking import Setting, annotation_questions, questions
from watchspec_generators.preview.model import Answered
from watchspec_generators.preview.sheets import marks, sheet
from watchspec_generators.preview.variables import choice, interpolate, label_values

if TYPE_CHECKING:
    from watchspec_generators.preview.asking import Question
    from watchspec_generators.preview.model import Sheet
    from watchspec_generators.preview.reading import Dashboard
    from watchspec_generators.preview.variables import Choice

_MILLI = 1000


def drawn(dashboard: Dashboard, prometheus: str, now: int, scrape: int = 0) -> Sheet:
    """The dashboard with what Prometheus answers; a query that it refuses is shown in its panel's place."""
    setting = Setting(now, choices(dashboard, prometheus, now), scrape)
    marked = [(one, answer(prometheus, one)) for one in annotation_questions(dashboard, setting)]
    answers = {
        panel.id: [(one, answer(prometheus, one)) for one in questions(dashboard, panel, setting)]
        for panel in dashboard.panels
    }
    return sheet(dashboard, setting, answers, marks(dashboard.annotations, marked))


def choices(dashboard: Dashboard, prometheus: str, now: int) -> dict[str, Choice]:
    """What is chosen of each variable at first, "All" being every value that there is."""
    found: dict[str, Choice] = {}
    for one in dashboard.variables:
        asked = label_values(interpolate(one.query, found, {}))
        offered: list[str] = []
        if asked:
            times = {"start": _seconds(now - dashboard.range), "end": _seconds(now)}
            matching = {"match[]": asked.selector} if asked.selector else {}
            offered = get_json(f"{prometheus}/api/v1/label/{asked.label}/values", **matching, **times)["data"]
        found[one.name] = choice(one, offered)
    return found


def answer(prometheus: str, question: Question) -> Answered:
    """The answer to one question; its error where Prometheus refuses the query."""
    span = question.span
    try:
        if question.target.instant:
            data = get_json(f"{prometheus}/api/v1/query", query=question.expr, time=_seconds(span.end))
        else:
            given = {"start": _seconds(span.start), "end": _seconds(span.end), "step": _seconds(span.step)}
            data = get_json(f"{prometheus}/api/v1/query_range", query=question.expr, **given)
    except Unreachable as error:
        refused = _refusal(str(error))
        if refused is None:
            raise
        return Answered(error=refused)
    return Answered(tuple(_list(data["data"])))


def _list(data: Any) -> list[Any]:
    if data["resultType"] == "scalar":
        return [{"metric": {}, "value": data["result"]}]
    found: list[Any] = data["result"]
    return found


def _refusal(message: str) -> str | None:
    """What Prometheus says of a query that it can't evaluate; None where it was not reached at all."""
    found = re.search(r" answered (?:400|422): (\{.*\})", message, re.DOTALL)
    return str(json.loads(found[1])["error"]) if found else None


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / _MILLI:.3f}"
