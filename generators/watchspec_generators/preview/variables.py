"""Grafana's variables in queries, titles and links."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote

from watchspec_generators.preview.timing import rate_interval, written

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchspec_generators.preview.reading import Dashboard, Variable
    from watchspec_generators.preview.timing import Span

_REFERENCE = re.compile(r"\$(?:\{(?P<braced>\w+)(?::(?P<format>\w+))?\}|(?P<plain>\w+))|\[\[(?P<old>\w+)\]\]")
_SPECIAL = re.compile(r"([\\^$.*+?()\[\]{}|/])")
_LABEL_VALUES = re.compile(r"label_values\((?:(?P<selector>.+),\s*)?(?P<label>\w+)\s*\)", re.DOTALL)
_ALL = "$__all"
_SECOND = 1000


@dataclass(frozen=True, slots=True)
class LabelValues:
    """What a variable offers: the values of `label` among the series of `selector` (all where it is empty)."""

    selector: str
    label: str


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen of a variable; `raw` stands for "All" where the dashboard says what that is."""

    values: tuple[str, ...]
    raw: str = ""


def interpolate(text: str, choices: Mapping[str, Choice], builtin: Mapping[str, str]) -> str:
    """`text` with every known variable replaced; an unknown one stays as it is."""

    def replaced(found: re.Match[str]) -> str:
        name = found["braced"] or found["plain"] or found["old"]
        if name in builtin:
            return builtin[name]
        return _formatted(choices[name], found["format"]) if name in choices else found[0]

    return _REFERENCE.sub(replaced, text)


def _formatted(choice: Choice, form: str | None) -> str:
    if choice.raw and form is None:
        return choice.raw
    if form in ("csv", "raw", "text"):
        return ", ".join(choice.values) if form == "text" else ",".join(choice.values)
    if form == "percentencode":
        return quote(",".join(choice.values), safe="")
    if form == "pipe":
        return "|".join(choice.values)
    # A single value goes in as it is, since it may stand behind `=`; several become a regular expression.
    escaped = [_SPECIAL.sub(r"\\\\\1", value) for value in choice.values]
    if len(choice.values) == 1:
        return escaped[0] if form == "regex" else choice.values[0]
    return f"({'|'.join(escaped)})"


def builtins(span: Span, scrape: int, length: int) -> Mapping[str, str]:
    """Grafana's own variables for a query over `span`; `length` is the range that is shown."""
    seconds = round(length / _SECOND)
    return {
        "__interval": written(span.step),
        "__interval_ms": str(span.step),
        "__rate_interval": written(rate_interval(span.step, scrape)),
        "__range": f"{seconds}s",
        "__range_s": str(seconds),
        "__range_ms": str(length),
        "__from": str(span.start),
        "__to": str(span.end),
    }


def choice(variable: Variable, offered: Sequence[str] = ()) -> Choice:
    """What the dashboard has chosen at first, out of what is `offered`."""
    if _ALL not in variable.values:
        return Choice(variable.values)
    known = [value for value in (*offered, *variable.options) if value != _ALL]
    return Choice(tuple(dict.fromkeys(known)), variable.all_value)


def label_values(query: str) -> LabelValues | None:
    """What `label_values(...)` asks for; None where a query is of another kind."""
    found = _LABEL_VALUES.fullmatch(query.strip())
    return LabelValues(found["selector"] or "", found["label"]) if found else None


def shown(dashboard: Dashboard, choices: Mapping[str, Choice]) -> list[tuple[str, str]]:
    """Label and chosen text of each visible variable but the data source."""
    visible = [one for one in dashboard.variables if not one.hidden and one.type != "datasource"]
    return [
        (one.label, "All" if _ALL in one.values else ", ".join(choices.get(one.name, Choice(one.values)).values))
        for one in visible
    ]
