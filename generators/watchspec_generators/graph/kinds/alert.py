"""Alerts: those of the spec, of its objectives and of its budgets."""

from __future__ import annotations

from typing import TYPE_CHECKING

from watchspec_generators.detection.table import MEASURES, rows
from watchspec_generators.graph.types import Edge, Key, Node
from watchspec_generators.model import BudgetAlert, BurnAlert, SignalAlert
from watchspec_generators.model.promises import said
from watchspec_generators.rules.alerts import alert_expr
from watchspec_generators.rules.texts import written
from watchspec_generators.runbooks import words

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.detection.table import Row
    from watchspec_generators.graph.source import Source
    from watchspec_generators.model import AnyAlert, Monitoring

KIND = "alert"


def nodes(source: Source) -> Iterator[Node]:
    """Every alert."""
    for alert, row in zip(source.monitoring.alerts, rows(source.monitoring), strict=True):
        summary = " ".join(words.told(source.monitoring, alert, alert.summary).split())
        facts = (*_facts(source.monitoring, alert), *_detection(row))
        yield Node(Key(KIND, alert.name), summary, source.place(alert.path), facts)


def edges(source: Source) -> Iterator[Edge]:
    """What its rules read, and which alerts keep it quiet."""
    for rule in source.rules:
        if rule.rule.is_alert:
            for key in source.read_by(rule.rule.content["expr"]):
                yield Edge(key, "fires", Key(KIND, rule.rule.name))
    for silence in source.silences:
        same = f"about the same {', '.join(silence.equal)}"
        yield Edge(Key(KIND, silence.target), "inhibited by", Key(KIND, silence.source), same)


def _facts(monitoring: Monitoring, alert: AnyAlert) -> Iterator[tuple[str, str]]:
    yield "fires", words.fires(alert)
    floor = words.floor(alert)
    if floor:
        yield "needs", floor
    yield "without data", words.without_data(monitoring, alert)
    yield "severity", words.severity(monitoring, alert).rstrip(".")
    yield from _threshold(alert)
    yield "for", str(alert.for_)
    if alert.keep_firing_for.milliseconds:
        yield "keep firing for", str(alert.keep_firing_for)
    yield "expression", alert_expr(monitoring, alert)


def _detection(row: Row) -> Iterator[tuple[str, str]]:
    """How long after trouble begins it fires."""
    if row.measure is not None:
        times = ", ".join(f"{name} {said(time)}" for name, time in row.times.items())
        yield "fires after", f"{times} ({MEASURES[row.measure]})"


def _threshold(alert: AnyAlert) -> Iterator[tuple[str, str]]:
    if isinstance(alert, SignalAlert) and alert.threshold is not None:
        yield "threshold", f"{'above' if alert.op == '>' else 'below'} {written(alert.threshold)}"
    elif isinstance(alert, BudgetAlert):
        yield "threshold", f"above {alert.threshold.text} of {alert.budget.amount.text}"
    elif isinstance(alert, BurnAlert):
        yield "threshold", " or ".join(f"above {pair.burn:g} times" for pair in alert.windows)
