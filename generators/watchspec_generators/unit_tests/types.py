"""What a unit test is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from watchspec_generators.signals.playing import braced

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Firing:
    """An alert that must be firing, with exactly these labels and annotations."""

    labels: Mapping[str, str]
    annotations: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Check:
    """All firing alerts of the tested name, `at` milliseconds into the test."""

    at: int
    firing: tuple[Firing, ...] = ()


@dataclass(frozen=True, slots=True)
class Value:
    """What an expression gives `at` milliseconds into the test: value by labels."""

    at: int
    expr: str
    samples: tuple[tuple[Mapping[str, str], float], ...] = ()


def recorded(at: int, name: str, labels: Mapping[str, str], value: float) -> Value:
    """A recorded series is `value`, to a millionth: sums of floats differ in their last digits between versions."""
    series = name + braced(labels)
    distance = f"abs({series} / {value!r} - 1)" if value else f"abs({series})"
    return Value(at, f"{distance} < bool 1e-6", ((labels, 1),))


def unrecorded(at: int, name: str, labels: Mapping[str, str]) -> Value:
    """There is no such series."""
    return Value(at, name + braced(labels))


@dataclass(frozen=True, slots=True)
class UnitTest:
    """One promtool test: input series, `step` milliseconds between samples, and what must fire and be recorded when."""

    name: str
    step: int
    series: Mapping[str, str]
    checks: tuple[Check, ...] = ()
    values: tuple[Value, ...] = ()
