"""What a unit test is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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


@dataclass(frozen=True, slots=True)
class Sample:
    """What a recorded series must be, to a millionth, `at` milliseconds into the test."""

    at: int
    name: str
    labels: Mapping[str, str]
    value: float


@dataclass(frozen=True, slots=True)
class UnitTest:
    """One promtool test: input series, `step` milliseconds between samples, and what must fire and be recorded when."""

    name: str
    step: int
    series: Mapping[str, str]
    checks: tuple[Check, ...] = ()
    samples: tuple[Sample, ...] = ()
    values: tuple[Value, ...] = ()
