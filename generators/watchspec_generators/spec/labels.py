"""Which labels an alert carries, as far as the spec alone tells."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from watchspec_generators.spec import shape

FIXED = ("alertname", "service", "signal", "severity", "owner")
"""Labels that the generators set on alerts; `signal` only where there is one."""


def fixed_labels(spec: shape.Spec, alert: shape.Alert) -> Mapping[str, str]:
    """The labels of `alert` whose values stand in the spec."""
    signal = {"signal": alert.signal} if alert.signal else {}
    own = {"alertname": alert.name, "service": spec.service.name, "severity": alert.severity}
    return {**alert.labels, **own, **signal, "owner": alert.owner or spec.service.owner}
