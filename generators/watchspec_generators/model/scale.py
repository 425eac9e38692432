"""The same model on a faster clock, for rehearsals: one walk that divides every duration and floor."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from pydantic import BaseModel

from watchspec_generators.model.types import Floor
from watchspec_generators.values import Duration
from watchspec_generators.values.confidence import Confidence

T = TypeVar("T")


def scaled(value: T, time_scale: float) -> T:
    """`value` with each Duration and Floor in it divided by `time_scale`; thresholds stay as they are."""
    return value if time_scale == 1 else _walk(value, time_scale)


def _walk(value: Any, time_scale: float) -> Any:
    if isinstance(value, (Duration, Confidence)):
        return value.scaled(time_scale)
    if isinstance(value, Floor):
        return value if value.level else Floor(value.quantity.scaled(time_scale))
    if isinstance(value, tuple):
        return tuple(_walk(item, time_scale) for item in value)
    if isinstance(value, Mapping):
        return {key: _walk(item, time_scale) for key, item in value.items()}
    return _record(value, time_scale)


def _record(value: Any, time_scale: float) -> Any:
    if isinstance(value, BaseModel):
        return value.model_copy(update={name: _walk(item, time_scale) for name, item in value})
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _walk(getattr(value, f.name), time_scale) for f in fields(value)})
    return value
