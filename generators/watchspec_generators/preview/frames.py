"""Prometheus' answers as Grafana's frames: columns with a name, labels and values."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from watchspec_generators.preview.asking import Question
    from watchspec_generators.preview.timing import Span

FieldType = Literal["time", "number", "string"]
_LEGEND = re.compile(r"\{\{\s*(.+?)\s*\}\}")
_NAME = "__name__"
_MILLI = 1000


@dataclass(frozen=True, slots=True)
class Field:
    """One column. Numbers that are missing are None, times are milliseconds since the epoch."""

    name: str
    type: FieldType
    values: tuple[Any, ...]
    labels: Mapping[str, str] = field(default_factory=dict)
    ref: str = ""

    @property
    def numbers(self) -> tuple[float, ...]:
        """The values that there are."""
        return tuple(value for value in self.values if value is not None)


@dataclass(frozen=True, slots=True)
class Frame:
    """Columns of equal length; `span` is set where rows are evenly spaced moments."""

    fields: tuple[Field, ...]
    ref: str = ""
    span: Span | None = None

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return len(self.fields[0].values) if self.fields else 0


def frames(question: Question, result: Sequence[Mapping[str, Any]]) -> tuple[Frame, ...]:
    """The answer to one question in the form that its target asks for; `result` is Prometheus' own list."""
    form = question.target.form
    if form == "table":
        return _table(question, result)
    found = [_series(question, one, len(result) > 1) for one in result]
    if form == "heatmap":
        return _layers(sorted(found, key=_edge))
    return tuple(found)


def _series(question: Question, one: Mapping[str, Any], several: bool) -> Frame:
    labels = one["metric"]
    name = series_name(question, labels, several=several)
    ref = question.target.ref
    if question.target.instant:
        moment, text = one["value"]
        time = Field("Time", "time", (round(moment * _MILLI),), ref=ref)
        return Frame((time, Field(name, "number", (number(text),), labels, ref)), ref)
    span = question.span
    known = {round(moment * _MILLI): number(text) for moment, text in one["values"]}
    moments = tuple(span.moments)
    values = tuple(known.get(moment) for moment in moments)
    return Frame((Field("Time", "time", moments, ref=ref), Field(name, "number", values, labels, ref)), ref, span)


def series_name(question: Question, labels: Mapping[str, str], *, several: bool = True) -> str:
    """What a series is called: by the legend format, else by its name and labels."""
    legend = question.target.legend
    if legend and legend != "__auto":
        return _LEGEND.sub(lambda found: labels.get(found[1], ""), legend)
    own = {name: value for name, value in labels.items() if name != _NAME}
    if legend == "__auto" and len(own) == 1 and several:
        return next(iter(own.values()))
    if not labels:
        return question.expr
    inner = ", ".join(f'{name}="{value}"' for name, value in sorted(own.items()))
    return f"{labels.get(_NAME, '')}{{{inner}}}" if inner else labels[_NAME]


def number(text: str) -> float | None:
    """A sample's value; None where it is no number that could be drawn."""
    value = float(text)
    return value if math.isfinite(value) else None


def _table(question: Question, result: Sequence[Mapping[str, Any]]) -> tuple[Frame, ...]:
    """One row per sample, one column per label."""
    if not result:
        return ()
    ref = question.target.ref
    samples = [
        (one["metric"], moment, text)
        for one in result
        for moment, text in (one["values"] if "values" in one else [one["value"]])
    ]
    names = sorted({name for labels, _, _ in samples for name in labels})
    return (
        Frame(
            (
                Field("Time", "time", tuple(round(moment * _MILLI) for _, moment, _ in samples), ref=ref),
                *(Field(name, "string", tuple(labels.get(name, "") for labels, _, _ in samples)) for name in names),
                Field(f"Value #{ref}", "number", tuple(number(text) for _, _, text in samples), ref=ref),
            ),
            ref,
        ),
    )


def _edge(frame: Frame) -> float:
    return float(frame.fields[-1].labels.get("le", "nan").replace("+Inf", "inf"))


def _layers(sorted_frames: Sequence[Frame]) -> tuple[Frame, ...]:
    """Cumulative buckets as what is in each of them alone."""
    found: list[Frame] = []
    below: tuple[Any, ...] = ()
    for frame in sorted_frames:
        time, values = frame.fields
        own = tuple(
            None if value is None else max(0.0, value - (lower or 0.0))
            for value, lower in zip(values.values, below or (None,) * len(values.values), strict=True)
        )
        below = values.values
        found.append(replace(frame, fields=(time, replace(values, values=own))))
    return tuple(found)
