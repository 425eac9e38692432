"""Alerting rules: a recorded series against a threshold, given enough traffic to mean anything."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from watchspec_generators.dashboards.shown import panel_page
from watchspec_generators.links import runbook_section
from watchspec_generators.model.budgets import BudgetAlert
from watchspec_generators.model.types import BurnAlert, SignalAlert
from watchspec_generators.rules.budgets import spending
from watchspec_generators.rules.burning import burning
from watchspec_generators.rules.queries import alert_query
from watchspec_generators.rules.recording import has_floor
from watchspec_generators.rules.texts import literal, template, words_of
from watchspec_generators.signals import SIGNALS
from watchspec_generators.signals.promql import number, selector

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring
    from watchspec_generators.model.types import AnyAlert

NO_DATA = {"reason": "no_data"}
"""Label of the alert's second rule, which fires when there is nothing to compare with the threshold."""


def alert_rules(monitoring: Monitoring, alert: AnyAlert) -> list[Mapping[str, Any]]:
    """The alert's rule and, where silence must not pass for health, the one that fires without data."""
    words = words_of(monitoring, alert)
    texts = {"summary": template(alert.summary, words), "description": template(alert.description, words)}
    rules = [_rule(monitoring, alert, alert_expr(monitoring, alert), texts)]
    if isinstance(alert, SignalAlert) and fires_without_data(alert):
        silent = {name: literal(text) for name, text in no_data_texts(monitoring, alert).items()}
        rules.append(_rule(monitoring, alert, no_data_expr(monitoring, alert), silent, NO_DATA))
    return rules


def alert_expr(monitoring: Monitoring, alert: AnyAlert) -> str:
    """PromQL that is true while the alert's condition holds, whatever kind of alert it is."""
    if isinstance(alert, SignalAlert):
        return signal_expr(monitoring, alert)
    if isinstance(alert, BudgetAlert):
        return spending(monitoring, alert)
    return burning(monitoring, alert) if isinstance(alert, BurnAlert) else alert.expr


def fires_without_data(alert: SignalAlert) -> bool:
    """Whether the alert has a rule of its own for missing data; events look at data's absence themselves."""
    return alert.no_data == "fire" and SIGNALS[alert.signal].kind == "threshold"


def signal_expr(monitoring: Monitoring, alert: SignalAlert) -> str:
    """PromQL that is true while the signal is past the threshold."""
    recorded = SIGNALS[alert.signal].record(alert_query(monitoring, alert))
    if alert.threshold is None:
        return recorded.value
    of_service = _of_service(monitoring)
    value, past = selector(recorded.value, of_service), f"{alert.op} {number(alert.threshold.value)}"
    # The estimate comes first, since the first operand is the value that texts show.
    parts = [value, f"{selector(recorded.bound, of_service)} {past}"] if recorded.bound else [f"{value} {past}"]
    if alert.floor is not None and recorded.traffic is not None and has_floor(alert):
        parts.append(f"{selector(recorded.traffic, of_service)} >= {number(alert.floor.quantity.value)}")
    return f"\nand on ({', '.join(('service', *alert.by))})\n".join(parts)


def no_data_expr(monitoring: Monitoring, alert: SignalAlert) -> str:
    """PromQL that is true while the signal has no value at all."""
    recorded = SIGNALS[alert.signal].record(alert_query(monitoring, alert))
    return f"absent({selector(recorded.value, _of_service(monitoring))})"


def no_data_texts(monitoring: Monitoring, alert: SignalAlert) -> Mapping[str, str]:
    """Summary and description of the rule without data, whose case the spec's own texts don't fit."""
    name, held = monitoring.service.name, f" for {alert.for_}" if alert.for_.milliseconds else ""
    return {
        "summary": f"No data on {alert.signal} of {name}",
        "description": f"{alert.name} can't judge {name}: its signal has had no value{held}.",
    }


def alert_labels(monitoring: Monitoring, alert: AnyAlert) -> dict[str, str]:
    """The labels that the rule itself gives."""
    fixed = {"service": monitoring.service.name, **_subject(alert), "severity": alert.severity, "owner": alert.owner}
    return {**fixed, **{label: value for label, value in alert.labels.items() if label not in fixed}}


def _subject(alert: AnyAlert) -> Mapping[str, str]:
    if isinstance(alert, SignalAlert):
        return {"signal": alert.signal}
    if isinstance(alert, BudgetAlert):
        return {"budget": alert.budget.name, "urgency": alert.urgency}
    return {"objective": alert.objective.name, "urgency": alert.urgency} if isinstance(alert, BurnAlert) else {}


def alert_links(monitoring: Monitoring, alert: AnyAlert) -> dict[str, str]:
    """The annotations that lead further."""
    return {
        "runbook_url": runbook_section(monitoring, alert.name),
        "dashboard_url": panel_page(monitoring, alert),
    }


def _of_service(monitoring: Monitoring) -> str:
    return f'service="{monitoring.service.name}"'


def _rule(
    monitoring: Monitoring,
    alert: AnyAlert,
    expr: str,
    texts: Mapping[str, str],
    extra: Mapping[str, str] = MappingProxyType({}),
) -> Mapping[str, Any]:
    labels = {**alert_labels(monitoring, alert), **extra}
    rule: dict[str, Any] = {"alert": alert.name, "expr": expr}
    if alert.for_.milliseconds:
        rule["for"] = str(alert.for_)
    if alert.keep_firing_for.milliseconds:
        rule["keep_firing_for"] = str(alert.keep_firing_for)
    rule["labels"] = {label: literal(value) for label, value in labels.items()}
    links = {name: literal(address) for name, address in alert_links(monitoring, alert).items()}
    rule["annotations"] = {**texts, **links}
    return rule
