"""docs/alerts.md speaks of alerts that are shipped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

PAGE = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text(encoding="utf-8")


def test_every_row_is_a_shipped_alert(shipped: Monitoring) -> None:
    """Each once, and those on cost, saturation and the monitoring itself are all there."""
    rows = re.findall(r"^\| ([A-Z]\w+) \|", PAGE, re.MULTILINE)
    assert len(rows) == len(set(rows))
    assert set(rows) <= {alert.name for alert in shipped.alerts}
    explained = {"cost_anomaly", "cost_growth", "retry_ratio", "drain_time", "down_ratio", "price_data_age"}
    assert set(rows) >= {alert.name for alert in shipped.alerts if getattr(alert, "signal", "") in explained}


def test_every_signal_that_is_named_exists() -> None:
    """As are the words that look like one."""
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", PAGE)) - {"response_time", "first_token", "keep_firing_for"}
    assert named <= set(SIGNALS)
