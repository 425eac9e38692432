"""Texts of alerts: `{value}` and its kin turned into Prometheus' templates, and rendered as Prometheus would."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TYPE_CHECKING

from watchspec_generators.model.budgets import BudgetAlert
from watchspec_generators.model.types import BurnAlert, SignalAlert
from watchspec_generators.rules.queries import alert_query
from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import AnyAlert
    from watchspec_generators.values import Quantity, Unit

_WORD = re.compile(r"\{\{|\{([A-Za-z_][A-Za-z0-9_]*)\}")
_LITERAL_BRACES = '{{ "{{" }}'
_MINUTE, _HOUR, _DAY = 60, 3600, 86_400
_SUFFIXES: Mapping[Unit, str] = {"tokens/second": " tokens/s", "requests/second": " requests/s"}


@dataclass(frozen=True, slots=True)
class Format:
    """How a unit is shown: the template's filter, and the same in Python."""

    filter: str
    show: Callable[[float], str]


@dataclass(frozen=True, slots=True)
class Words:
    """What an alert's texts may name: fixed words, the value in its unit, labels (None: any), and further series."""

    fixed: Mapping[str, str]
    unit: Unit
    labels: tuple[str, ...] | None
    read: Mapping[str, Reading] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """A word that stands for a recorded series, with the labels of the one that fires, in its unit."""

    series: str
    service: str
    by: tuple[str, ...]
    unit: Unit

    @property
    def template(self) -> str:
        """Prometheus' template: asks for the series while the annotation is made."""
        wanted = ",".join((f'service=\\"{self.service}\\"', *(f"{label}=%q" for label in self.by)))
        labels = "".join(f" $labels.{label}" for label in self.by)
        query = f'"{self.series}{{{wanted}}}"'
        asked = f"(printf {query}{labels})" if self.by else query
        return f"{{{{ with query {asked} }}}}{{{{ . | first | value | {FORMATS[self.unit].filter} }}}}{{{{ end }}}}"


def percentage(value: float) -> str:
    """As Prometheus' humanizePercentage."""
    return f"{value * 100:.4g}%"


def duration(seconds: float) -> str:
    """As Prometheus' humanizeDuration."""
    if math.isnan(seconds) or math.isinf(seconds):
        return f"{seconds:.4g}"
    if seconds == 0:
        return "0s"
    if abs(seconds) < 1:
        return _below_a_second(seconds)
    sign, whole = "-" if seconds < 0 else "", int(abs(seconds))
    days, hours, minutes = whole // _DAY, whole // _HOUR % 24, whole // _MINUTE % 60
    if whole < _MINUTE:
        return f"{seconds:.4g}s"
    parts = [f"{days}d"] * (whole >= _DAY) + [f"{hours}h"] * (whole >= _HOUR) + [f"{minutes}m", f"{whole % _MINUTE}s"]
    return sign + " ".join(parts)


def _below_a_second(seconds: float) -> str:
    prefixes = iter("munpfazy")
    prefix = ""
    while abs(seconds) < 1 and prefix != "y":
        seconds, prefix = seconds * 1000, next(prefixes)
    return f"{seconds:.4g}{prefix}s"


def _printf(pattern: str) -> Format:
    return Format(f'printf "{pattern}"', lambda value: pattern % value)


FORMATS: Mapping[Unit, Format] = {
    "ratio": Format("humanizePercentage", percentage),
    "seconds": Format("humanizeDuration", duration),
    "usd": _printf("$%.2f"),
    "score": _printf("%.2f"),
    "tokens/second": _printf("%.1f tokens/s"),
    "requests/second": _printf("%.2f requests/s"),
    "requests": _printf("%.0f"),
    "events": _printf("%.0f"),
    "none": _printf("%.4g"),
}


def words_of(monitoring: Monitoring, alert: AnyAlert) -> Words:
    """What the alert's texts may name; raw alerts may name any label, since theirs are not known."""
    fixed = {"service": monitoring.service.name, "for": str(alert.for_)}
    if isinstance(alert, BurnAlert):
        goal = alert.objective
        known = {"objective": goal.name, "target": goal.target.text, "window": str(goal.window)}
        return Words({**fixed, **known}, "none", ())
    if isinstance(alert, BudgetAlert):
        return Words({**fixed, **_of_budget(alert)}, "ratio", alert.by)
    if not isinstance(alert, SignalAlert):
        return Words(fixed, "none", None)
    fixed["window"] = str(alert.window)
    if alert.threshold is not None:
        fixed["threshold"] = written(alert.threshold)
    if alert.against is not None:
        fixed["baseline"] = alert.against
    if alert.confidence is not None:
        fixed["confidence"] = alert.confidence.text
    return Words(fixed, SIGNALS[alert.signal].unit, alert.by, _readings(monitoring, alert))


def _readings(monitoring: Monitoring, alert: SignalAlert) -> Mapping[str, Reading]:
    signal = SIGNALS[alert.signal]
    recorded = signal.record(alert_query(monitoring, alert))
    if recorded.bound is None or recorded.traffic is None:
        return {}
    series: Mapping[str, tuple[str, Unit]] = {
        "count": (recorded.traffic, "requests"),
        "bound": (recorded.bound, signal.unit),
    }
    return {word: Reading(name, monitoring.service.name, alert.by, unit) for word, (name, unit) in series.items()}


def _of_budget(alert: BudgetAlert) -> Mapping[str, str]:
    budget = alert.budget
    known = {"budget": budget.name, "amount": budget.amount.text, "period": budget.per, "timezone": budget.zone.name}
    return {**known, "threshold": alert.threshold.text}


def written(quantity: Quantity) -> str:
    """The quantity as its author wrote it, its unit added where it was left out."""
    suffix = _SUFFIXES.get(quantity.unit, "")
    return quantity.text if quantity.text.endswith(suffix.strip()) else quantity.text + suffix


def placeholders(text: str) -> tuple[str, ...]:
    """Names in single braces, in order."""
    return tuple(match[1] for match in _WORD.finditer(text) if match[1])


def template(text: str, words: Words) -> str:
    """`text` as an annotation template; braces that name nothing known stay as they are."""

    def replace(match: re.Match[str]) -> str:
        name = match[1]
        if name is None:
            return _LITERAL_BRACES
        if name == "value":
            return f"{{{{ $value | {FORMATS[words.unit].filter} }}}}"
        if name in words.fixed:
            return literal(words.fixed[name])
        if name in words.read:
            return words.read[name].template
        return f"{{{{ $labels.{name} }}}}" if words.labels is None or name in words.labels else match[0]

    return _WORD.sub(replace, text)


def rendered(
    text: str,
    words: Words,
    value: float,
    labels: Mapping[str, str],
    read: Mapping[str, float] = MappingProxyType({}),
) -> str:
    """What Prometheus makes of `template(text, words)` for a firing series; `read` are the values of further series."""

    def replace(match: re.Match[str]) -> str:
        name = match[1]
        if name is None:
            return match[0]
        if name == "value":
            return FORMATS[words.unit].show(value)
        if name in words.fixed:
            return words.fixed[name]
        if name in words.read:
            return FORMATS[words.read[name].unit].show(read[name]) if name in read else ""
        return labels.get(name, "") if words.labels is None or name in words.labels else match[0]

    return _WORD.sub(replace, text)


def literal(text: str) -> str:
    """A text that the template engine leaves as it is."""
    return text.replace("{{", _LITERAL_BRACES)
