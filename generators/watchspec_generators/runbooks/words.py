"""What an alert says about itself, in words."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from watchspec_generators.model import BudgetAlert, BurnAlert, RawAlert, SignalAlert
from watchspec_generators.rules.alerts import fires_without_data
from watchspec_generators.rules.recording import has_floor
from watchspec_generators.rules.texts import words_of, written
from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from watchspec_generators.model import AnyAlert, Monitoring, Objective

_PLACEHOLDER = re.compile(r"\{([A-Za-z_][A-Za-z0-9_]*)\}")


def told(monitoring: Monitoring, alert: AnyAlert, text: str) -> str:
    """A text of the spec with what is fixed filled in; what each case brings stays as `<name>`."""
    known = words_of(monitoring, alert).fixed
    return _PLACEHOLDER.sub(lambda match: known.get(match[1], f"<{match[1]}>"), text)


def fires(alert: AnyAlert) -> str:
    """When the alert fires, as one clause."""
    held = f", and stays so for {alert.for_}" if alert.for_.milliseconds else ""
    if isinstance(alert, BurnAlert):
        pairs = (f"{pair.burn:g} times over {pair.long} and over {pair.short}" for pair in alert.windows)
        pace = f"more than {', or '.join(pairs)}"
        return f"when the error budget of {alert.objective.name} burns too fast: {pace}{held}"
    if isinstance(alert, BudgetAlert):
        return f"when {_spending(alert)}{held}"
    if not isinstance(alert, SignalAlert):
        return f"when its expression has a result{held}"
    if alert.threshold is None:
        held = f"once this has held for {alert.for_}" if alert.for_.milliseconds else "while this holds"
        return f"{held}: {SIGNALS[alert.signal].summary.rstrip('.')}"
    side = "above" if alert.op == ">" else "below"
    split = f", by {' and '.join(alert.by)}," if alert.by else ""
    against = f" against {alert.against}" if alert.against else ""
    sure = f", at {alert.confidence.text} confidence" if alert.confidence else ""
    return f"when {alert.signal}{against}{split} is {side} {written(alert.threshold)} over {alert.window}{sure}{held}"


def severity(monitoring: Monitoring, alert: AnyAlert) -> str:
    """How urgent the alert is, with what the spec's policy says of that."""
    role = monitoring.severities.role(alert.severity)
    means = getattr(monitoring.severities.means, role).strip() if role else ""
    return f"{alert.severity}: {means}" if means else f"{alert.severity}."


def floor(alert: AnyAlert) -> str | None:
    """The least traffic with which the alert speaks, if it asks for any."""
    if isinstance(alert, BurnAlert):
        calls, things = alert.floor.quantity.value, judged(alert.objective)
        return f"at least {calls:.3g} {things} in the short window" if calls else None
    if isinstance(alert, BudgetAlert):
        return f"at least ${alert.floor.value:.10g} spent in this {alert.budget.per}" if alert.floor else None
    if not isinstance(alert, SignalAlert) or alert.floor is None or not has_floor(alert):
        return None
    least = alert.floor.quantity
    if SIGNALS[alert.signal].floor_is_level:
        return f"at least {least.value:.3g} calls in flight"
    amount = f"${least.value:.3g}" if least.unit == "usd" else f"{least.value:.3g} {_things(alert)}"
    return f"at least {amount} in {alert.window}"


def without_data(monitoring: Monitoring, alert: AnyAlert) -> str:
    """What the alert does when its series are missing."""
    if isinstance(alert, RawAlert):
        return "as its expression says"
    if isinstance(alert, (BurnAlert, BudgetAlert)):
        return _quiet(monitoring)
    if SIGNALS[alert.signal].kind == "event":
        return "needs no data: it speaks about its absence" if SIGNALS[alert.signal].metrics else "needs no data"
    if fires_without_data(alert):
        return f"fires, when no {' and '.join(alert.by)} has any" if alert.by else "fires"
    return _quiet(monitoring)


def _quiet(monitoring: Monitoring) -> str:
    speaking = [
        other.name
        for other in monitoring.alerts
        if isinstance(other, SignalAlert) and other.signal == "telemetry_absent"
    ]
    return f"stays quiet; {' and '.join(speaking)} speaks then" if speaking else "stays quiet"


def _spending(alert: BudgetAlert) -> str:
    budget, split = alert.budget, f", by {' and '.join(alert.by)}," if alert.by else ""
    since = f"the {budget.per} began, by the clock of {budget.zone.name}"
    if alert.of == "spent":
        return f"more than {alert.threshold.text} of {budget.amount.text}{split} is spent since {since}"
    pace = f"what was spent since {since}, and the pace of the last {budget.pace.usual}"
    return f"{pace}, come to more than {budget.amount.text}{split} by the end of the {budget.per}"


def judged(objective: Objective) -> str:
    """What an objective judges."""
    return "judged answers" if objective.of == "quality" else "calls"


def owner(monitoring: Monitoring, alert: AnyAlert) -> str:
    """Who looks after the alert, and where they are reached."""
    return f"{alert.owner} ({monitoring.owners[alert.owner].contact})"


def _things(alert: SignalAlert) -> str:
    units = {metric.unit for metric in SIGNALS[alert.signal].metrics}
    return "judged answers" if units & {"score", "events"} else "calls"
