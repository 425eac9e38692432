"""Grafana's unit ids as data: a value is multiplied, divided by the step that fits, and given a suffix."""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

Step = tuple[float, float, str]
"""From which absolute value on, the divisor and the suffix."""
_SIGNIFICANT = 2


@dataclass(frozen=True, slots=True)
class Scale:
    """How numbers of a unit are written; the script of the page reads the same values."""

    steps: tuple[Step, ...] = ((0.0, 1.0, ""),)
    factor: float = 1.0
    prefix: str = ""

    @property
    def data(self) -> Mapping[str, Any]:
        """As JSON."""
        return asdict(self)


def _by(base: float, names: Sequence[str], tail: str = "") -> tuple[Step, ...]:
    first = (0.0, 1.0, tail and f" {tail}")
    return (first, *((base**power, base**power, f"{_gap(name, tail)}{tail}") for power, name in enumerate(names, 1)))


def _gap(name: str, tail: str) -> str:
    return f" {name}" + (" " if tail and len(name) > 1 else "")


_THOUSANDS = ("K", "Mil", "Bil", "Tri")
_SHORT = tuple((start, divisor, suffix) for start, divisor, suffix in _by(1000, _THOUSANDS))
_MONEY = tuple((start, divisor, suffix.replace(" ", "")) for start, divisor, suffix in _by(1000, ("K", "M", "B", "T")))
_MINUTE, _HOUR, _DAY, _WEEK, _YEAR = 60.0, 3600.0, 86_400.0, 604_800.0, 31_536_000.0
_SECONDS: tuple[Step, ...] = (
    (0.0, 1e-9, " ns"),
    (1e-6, 1e-6, " µs"),
    (1e-3, 1e-3, " ms"),
    (1.0, 1.0, " s"),
    (_MINUTE, _MINUTE, " min"),
    (_HOUR, _HOUR, " hour"),
    (_DAY, _DAY, " day"),
    (_WEEK, _WEEK, " week"),
    (_YEAR, _YEAR, " year"),
)


def _times(factor: float) -> Scale:
    return Scale(_SECONDS, factor)


def _rate(word: str) -> Scale:
    names = ("K", "M", "B", "T")
    return Scale(tuple((start, divisor, f"{name} {word}") for start, divisor, name in _plain(names)))


def _plain(names: Sequence[str]) -> tuple[Step, ...]:
    return ((0.0, 1.0, ""), *((1000.0**power, 1000.0**power, name) for power, name in enumerate(names, 1)))


_UNITS: Mapping[str, Scale] = {
    "none": Scale(),
    "": Scale(),
    "short": Scale(_SHORT),
    "percentunit": Scale(((0.0, 1.0, "%"),), factor=100.0),
    "percent": Scale(((0.0, 1.0, "%"),)),
    "s": _times(1.0),
    "ms": _times(1e-3),
    "µs": _times(1e-6),
    "ns": _times(1e-9),
    "m": _times(_MINUTE),
    "h": _times(_HOUR),
    "d": _times(_DAY),
    "dtdurations": _times(1.0),
    "bytes": Scale(_by(1024, ("KiB", "MiB", "GiB", "TiB"))),
    "decbytes": Scale(_by(1000, ("kB", "MB", "GB", "TB"))),
    "currencyUSD": Scale(_MONEY, prefix="$"),
    "currencyEUR": Scale(_MONEY, prefix="€"),
    "currencyGBP": Scale(_MONEY, prefix="£"),
    "reqps": _rate("req/s"),
    "reqpm": _rate("req/m"),
    "ops": _rate("ops/s"),
    "opm": _rate("ops/m"),
    "cps": _rate("c/s"),
    "cpm": _rate("c/m"),
    "rps": _rate("rd/s"),
}


def scale(unit: str) -> Scale:
    """How numbers of a Grafana unit are written; an unknown unit is shown as its own name, as Grafana does."""
    if unit in _UNITS:
        return _UNITS[unit]
    kind, _, rest = unit.partition(":")
    if kind == "prefix":
        return Scale(prefix=rest)
    if kind in ("suffix", "short"):
        return Scale(((0.0, 1.0, rest if kind == "suffix" else f" {rest}"),))
    return Scale(((0.0, 1.0, f" {unit}"),))


def formatted(value: float, scale_: Scale, decimals: int | None = None) -> str:
    """`value` with its unit; three significant digits where no number of decimals is asked for."""
    scaled = value * scale_.factor
    _, divisor, suffix = next(
        (step for step in reversed(scale_.steps) if abs(scaled) >= step[0]),
        scale_.steps[0],
    )
    if not scaled:
        # Nothing is nothing in every unit: 0 ns would be an odd zero.
        divisor, suffix = next(((one, name) for _, one, name in scale_.steps if one == 1.0), (divisor, suffix))
    return f"{'-' if scaled < 0 else ''}{scale_.prefix}{fixed(abs(scaled) / divisor, decimals)}{suffix}"


def fixed(value: float, decimals: int | None = None) -> str:
    """A number that is not negative with `decimals`, or with as many as Grafana thinks fit."""
    wanted = _decimals(value) if decimals is None else decimals
    # Half up, as JavaScript rounds: 0.5 must not become 0 here and 1 in the chart beside it.
    rounded = math.floor(value * 10**wanted + 0.5) / 10**wanted
    return f"{rounded:.{wanted}f}"


def _decimals(value: float) -> int:
    if value == int(value):
        return 0
    return max(0, _SIGNIFICANT - math.floor(math.log10(value)))
