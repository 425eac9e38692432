"""docs/alerts.md speaks of alerts that are shipped."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from watchspec_generators.signals import SIGNALS

if TYPE_CHECKING:
    from watchspec_generators.model import Monitoring

PAGE = (Path(__file__).parents[2] / "docs" / "alerts.md").read_text(encoding="utf-8")


def test_every_shipped_alert_has_its_row(shipped: Monitoring) -> None:
    """Each once, and nothing else; alerts of one kind share a row."""
    cells = re.findall(r"^\| ([A-Z]\w+(?:, [A-Z]\w+)*) \|", PAGE, re.MULTILINE)
    rows = [name for cell in cells for name in cell.split(", ")]
    assert sorted(rows) == sorted(alert.name for alert in shipped.alerts)


def test_every_signal_that_is_named_exists() -> None:
    """As are the words that look like one."""
    named = set(re.findall(r"`([a-z]+(?:_[a-z]+)+)`", PAGE)) - {"response_time", "first_token", "keep_firing_for"}
    assert named <= set(SIGNALS)
