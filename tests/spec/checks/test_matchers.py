"""Matchers match something."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_unknown_label(broken: Break) -> None:
    """A label that no alert carries."""
    found = broken(("  - {source: {severity: critical}", "  - {source: {topik: health}"))
    assert found == []


def test_unknown_value(broken: Break) -> None:
    """A value that no alert has."""
    found = broken(("{topic: health}, mute", "{topic: helth}, mute"))
    assert [(code, message) for code, _, message in found] == [("matchers", "no alert has topic `helth`")]
    assert found[0].at.startswith("helth")


def test_inhibition(broken: Break) -> None:
    """Inhibitions are looked at as well."""
    found = broken(("target: {severity: warning}", "target: {alertname: Nobody}"))
    assert [(code, message) for code, _, message in found] == [("matchers", "no alert has alertname `Nobody`")]
    assert found[0].at.startswith("Nobody")


RAW = """  - name: Queue
    expr: queue_length > 5
    severity: info
    summary: "{value} wait in {queue}"
    cases:
      - {name: long, series: {queue_length: 9x10}, at: 5m, fires: true}
      - {name: short, series: {queue_length: 1x10}, at: 5m, fires: false}
"""


def test_label_without_raw_promql(broken: Break) -> None:
    """Without raw PromQL all labels are known."""
    found = broken((RAW, ""), ("match: {severity: [warning, info]}", "match: {topik: x, model: any}"))
    assert [(code, message) for code, _, message in found] == [("matchers", "no alert carries the label `topik`")]
    assert found[0].at.startswith("topik: x")
