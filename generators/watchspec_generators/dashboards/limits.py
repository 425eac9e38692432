"""The lines on a panel, taken from the spec's alerts and objectives and from nowhere else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from watchspec_generators.dashboards.panel import Limit
from watchspec_generators.model import BudgetAlert, SignalAlert
from watchspec_generators.rules.objectives import OVER
from watchspec_generators.rules.texts import written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.dashboards.panel import Role
    from watchspec_generators.model import Monitoring

ROLES: Mapping[str, Role] = {"critical": "critical", "warning": "warning"}
"""How lines of alerts of a severity are drawn; those of others are for information."""


def alerts_on(monitoring: Monitoring, signal: str) -> tuple[SignalAlert, ...]:
    """The spec's alerts on `signal`, in its order."""
    return tuple(alert for alert in monitoring.alerts if isinstance(alert, SignalAlert) and alert.signal == signal)


def alert_limits(monitoring: Monitoring, signal: str) -> tuple[Limit, ...]:
    """Where each alert on `signal` begins to fire."""
    return tuple(
        Limit(
            alert.threshold.value,
            written(alert.threshold),
            ROLES.get(alert.severity, "info"),
            "above" if alert.op == ">" else "below",
            alert.name,
        )
        for alert in alerts_on(monitoring, signal)
        if alert.threshold is not None
    )


def budget_limits(monitoring: Monitoring, of: Literal["spent", "forecast"]) -> tuple[Limit, ...]:
    """Which shares of budgets are told, of what is spent or of what will be."""
    return tuple(
        Limit(alert.threshold.value, alert.threshold.text, ROLES.get(alert.severity, "info"), "above", alert.name)
        for alert in monitoring.alerts
        if isinstance(alert, BudgetAlert) and alert.of == of
    )


def objective_limits(monitoring: Monitoring, of: str) -> tuple[Limit, ...]:
    """The limits of the objectives on `of`; for `success`, the share of failures that they leave."""
    return tuple(
        Limit(left, text, "objective", "below" if of in OVER else "above", objective.name)
        for objective in monitoring.objectives
        if objective.of == of
        for left, text in [
            (objective.limit.value, written(objective.limit))
            if objective.limit
            else (_rest(objective.target.value), f"{_rest(objective.target.value) * 100:g}%")
        ]
    )


def described(text: str, limits: tuple[Limit, ...]) -> str:
    """`text` with a sentence for each line that is drawn."""
    said = [f"{text}"]
    for limit in limits:
        what = "Objective" if limit.role == "objective" else f"Alert ({limit.role})"
        said.append(f"{what} {limit.source}: bad {limit.bad} {limit.text}.")
    return "\n\n".join(said)


def _rest(share: float) -> float:
    # 1 - 0.995 is 0.0050000000000000044
    return float(f"{1 - share:.12g}")
