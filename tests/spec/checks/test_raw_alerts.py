"""Raw PromQL comes with cases."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.spec.conftest import Break


def test_nothing_to_watch(broken: Break) -> None:
    """Neither signal nor expression."""
    found = broken(("    expr: queue_length > 5\n", ""))
    assert [(code, message) for code, _, message in found] == [("raw_alerts", "Queue says nothing to watch")]
    assert found[0].at.startswith("Queue")


def test_both(broken: Break) -> None:
    """Signal and expression."""
    found = broken(("    floor: $5\n", "    floor: $5\n    expr: vector(1)\n"))
    assert found == [("raw_alerts", "expr: vector(1)", "an alert has a signal or raw PromQL, not both")]


def test_keys_of_signals(broken: Break) -> None:
    """A floor is for signals, and the expression is not empty."""
    found = broken(("    expr: queue_length > 5\n", "    expr: ' '\n    floor: 5\n"))
    assert [(code, message) for code, _, message in found] == [
        ("raw_alerts", "the expression is empty"),
        ("raw_alerts", "`floor` has no effect on raw PromQL"),
    ]
    assert found[0].at.startswith("' '")
    assert found[1].at.startswith("floor: 5")


def test_no_quiet_case(broken: Break) -> None:
    """A case in which it is quiet is missing."""
    found = broken(("      - {name: short, series: {queue_length: 1x10}, at: 5m, fires: false}\n", ""))
    assert [(code, message) for code, _, message in found] == [
        ("raw_alerts", "raw PromQL needs a case in which it stays quiet")
    ]
    assert found[0].at.startswith("cases:")


CASES = """    cases:
      - {name: long, series: {queue_length: 9x10}, at: 5m, fires: true}
      - {name: short, series: {queue_length: 1x10}, at: 5m, fires: false}
"""


def test_no_cases(broken: Break) -> None:
    """Without cases the expression itself is named."""
    found = broken((CASES, ""))
    assert [(code, message) for code, _, message in found] == [
        ("raw_alerts", "raw PromQL needs a case in which it fires and one in which it stays quiet")
    ]
    assert found[0].at.startswith("expr: queue")


def test_broken_promql(broken: Break) -> None:
    """PromQL that does not parse is found before any file is written, where it stands."""
    found = broken(("    expr: queue_length > 5\n", "    expr: sum(queue_length > 5\n"))
    assert [code for code, _, _ in found] == ["raw_alerts"]
    assert found[0].message.startswith("the expression does not parse: ")
    assert found[0].at.startswith("sum(queue_length > 5")
