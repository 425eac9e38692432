"""The number columns of a panel with their settings and colours."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from watchspec_generators.preview.config import colours, settings
from watchspec_generators.preview.reducing import reduced

if TYPE_CHECKING:
    from collections.abc import Sequence

    from watchspec_generators.preview.config import Settings
    from watchspec_generators.preview.frames import Field, Frame
    from watchspec_generators.preview.reading import Panel


@dataclass(frozen=True, slots=True)
class Drawn:
    """One series as it is drawn."""

    field: Field
    settings: Settings
    colour: str

    @property
    def name(self) -> str:
        """As displayed."""
        return self.settings.name


@dataclass(frozen=True, slots=True)
class Single:
    """One number of a series, as stats, bars and dials show it."""

    name: str
    value: float | None
    text: str
    colour: str
    settings: Settings
    course: tuple[float | None, ...] = ()


def drawn(panel: Panel, frames: Sequence[Frame]) -> tuple[Drawn, ...]:
    """Every number column, in order; those that are hidden from the picture are left out."""
    fields = [of for frame in frames for of in frame.fields if of.type == "number"]
    found = [settings(panel, of) for of in fields]
    shown = zip(fields, found, colours(panel, fields, found), strict=True)
    return tuple(
        Drawn(of, one, colour) for of, one, colour in shown if not (one.custom.get("hideFrom") or {}).get("viz")
    )


def singles(panel: Panel, frames: Sequence[Frame]) -> tuple[Single, ...]:
    """One number for each series, or for each row where the panel asks for all values."""
    options = panel.options.get("reduceOptions", {})
    calculation = (options.get("calcs") or ["lastNotNull"])[0]
    if options.get("values"):
        return tuple(single for frame in frames for single in _rows(panel, frame))
    return tuple(
        _single(one, one.name, reduced(calculation, one.field.values), one.field.values) for one in drawn(panel, frames)
    )


def _rows(panel: Panel, frame: Frame) -> list[Single]:
    names = [of for of in frame.fields if of.type == "string"]
    return [
        _single(one, " ".join(str(of.values[index]) for of in names) or one.name, one.field.values[index])
        for one in drawn(panel, [frame])
        for index in range(frame.rows)
    ]


def _single(one: Drawn, name: str, value: Any, course: tuple[Any, ...] = ()) -> Single:
    colour = one.settings.value_colour(value, one.colour)
    return Single(name, value, one.settings.text(value), colour, one.settings, course)


def shares(found: Sequence[Single]) -> tuple[float, ...]:
    """How much of its room each number fills: between the least and most that the panel allows or shows."""
    values = [single.value for single in found if single.value is not None]
    low = min((single.settings.minimum for single in found if single.settings.minimum is not None), default=None)
    high = max((single.settings.maximum for single in found if single.settings.maximum is not None), default=None)
    bottom = min([0.0, *values]) if low is None else low
    top = max([0.0, *values]) if high is None else high
    room = (top - bottom) or 1.0
    return tuple(min(1.0, max(0.0, ((single.value or 0.0) - bottom) / room)) for single in found)
