"""What goes wrong in the demo, in terms of the spec: which alerts it concerns and how bad it has to be."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from watchspec_generators.model.types import SignalAlert

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.model import Monitoring

Kind = Literal["errors", "slow", "cost", "quality"]
Moment = Literal["injected", "pending", "ended"]

CERTAIN = 0.9
"""Part of what is injected that has to be enough for an alert, so that chance plays no role."""
_BEYOND = 1.25
"""How far past its threshold a signal is pushed where it could go further."""
_POOR = 0.3
"""How good answers are while they are bad, relative to the threshold."""


class Unplayable(Exception):  # noqa: N818 - reads as what the spec is
    """The spec lacks what the incident is about."""

    def __init__(self, reasons: tuple[str, ...]) -> None:
        super().__init__("; ".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True)
class Trouble:
    """One part of the incident, and when it starts: at a moment of another part, or at once."""

    kind: Kind
    name: str
    signals: tuple[str, ...]
    op: Literal[">", "<"]
    after: Kind | None = None
    moment: Moment = "ended"


@dataclass(frozen=True, slots=True)
class Injection:
    """A trouble as this spec needs it: `level` is the value that is injected, in the signal's unit."""

    trouble: Trouble
    alerts: tuple[SignalAlert, ...]
    level: float
    model: str | None
    """The model that it concerns; None means all."""

    def labels(self, alert: SignalAlert) -> Mapping[str, str]:
        """Labels by which the firing alert is known."""
        return {"model": self.model} if self.model is not None and "model" in alert.by else {}


TROUBLES = (
    Trouble("errors", "provider errors", ("error_ratio",), ">"),
    Trouble("slow", "slow first tokens", ("ttft_p95", "ttft_p99"), ">", after="errors", moment="ended"),
    Trouble("cost", "cost surge", ("cost_growth",), ">", after="slow", moment="pending"),
    Trouble("quality", "poor answers", ("quality_mean",), "<", after="cost", moment="injected"),
)
HEARTBEAT = "watchdog"
"""The signal that is always on."""


def injections(monitoring: Monitoring) -> tuple[Injection, ...]:
    """Every trouble with the spec's alerts on it; Unplayable names the signals that no alert watches."""
    models = chat_models(monitoring)
    found = [_injection(trouble, monitoring, models) for trouble in TROUBLES] if models else []
    reasons = [
        f"no alert on {' or '.join(injection.trouble.signals)} that {injection.trouble.name} could set off"
        for injection in found
        if not injection.alerts
    ]
    if not models:
        reasons.append("no model is declared for chat")
    if heartbeat(monitoring) is None:
        reasons.append(f"no alert on {HEARTBEAT}")
    if reasons:
        raise Unplayable(tuple(reasons))
    return tuple(found)


def chat_models(monitoring: Monitoring) -> tuple[str, ...]:
    """The declared models that the demo's traffic uses."""
    return tuple(name for name, model in monitoring.models.items() if "chat" in model.operations)


def heartbeat(monitoring: Monitoring) -> SignalAlert | None:
    """The alert that always fires."""
    return next(iter(_alerts_on(monitoring, (HEARTBEAT,))), None)


def _injection(trouble: Trouble, monitoring: Monitoring, models: tuple[str, ...]) -> Injection:
    asked = tuple(alert for alert in _alerts_on(monitoring, trouble.signals) if alert.op == trouble.op)
    thresholds = [alert.threshold.value for alert in asked if alert.threshold is not None]
    if trouble.kind == "errors":
        # All calls of one model fail: that model's ratio is 1, that of all models together its share.
        reached = tuple(alert for alert in asked if _reaches(alert, 1.0 if "model" in alert.by else 1 / len(models)))
        return Injection(trouble, reached, 1.0, models[0])
    if trouble.kind == "slow":
        return Injection(trouble, asked, _BEYOND * max(thresholds, default=0.0), models[-1])
    if trouble.kind == "cost":
        return Injection(trouble, asked, _BEYOND * max(thresholds, default=0.0), None)
    return Injection(trouble, asked, _POOR * min(thresholds, default=0.0), None)


def _reaches(alert: SignalAlert, level: float) -> bool:
    return alert.threshold is not None and alert.threshold.value < CERTAIN * level


def _alerts_on(monitoring: Monitoring, signals: tuple[str, ...]) -> tuple[SignalAlert, ...]:
    return tuple(alert for alert in monitoring.alerts if isinstance(alert, SignalAlert) and alert.signal in signals)
