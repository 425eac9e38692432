"""What the spec and the committed table promise is compared with what is so."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from watchspec_generators.detection.promises import broken, worse
from watchspec_generators.detection.table import read_table, rows, table

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

FOR = ("above: 5%\n    for: 5m", "above: 5%\n    for: 6m")
OWN = "detection:\n  LLMHighErrorRate: {%s}\n"


def promised(text: str) -> tuple[str, str]:
    """A promise of the spec, put before its alerts."""
    return "\nalerts:\n", f"\n{OWN % text}\nalerts:\n"


def without(edited: Callable[..., Monitoring], *edits: tuple[str, ...]) -> Monitoring:
    """The shipped spec without its own promises, then edited."""
    return edited(("\ndetection:\n", "\ndashboards:", "\n"), *edits)


def test_a_promise_that_is_broken(edited: Callable[..., Monitoring]) -> None:
    """The place in the spec, what is so and what was promised; kept promises say nothing."""
    monitoring = without(edited, promised("100%: 5m30s, 50%: 5m, 10%: never, 2x: 7m"))
    first, second = broken(monitoring, rows(monitoring))
    assert first.startswith("monitoring.yaml:")
    assert first.endswith(": LLMHighErrorRate would fire after 5m45s at 50%, but 5m is promised")
    assert second.endswith(": LLMHighErrorRate would fire after 7m45s at 2x, but 7m is promised")


def test_never(edited: Callable[..., Monitoring]) -> None:
    """An alert that can't see it at all breaks any promise of a time."""
    monitoring = without(edited, promised("10%: 1h"), ("above: 5%\n    for", "above: 15%\n    for"))
    (line,) = broken(monitoring, rows(monitoring))
    assert line.endswith(": LLMHighErrorRate would fire never at 10%, but 1h is promised")


def test_what_can_not_be(edited: Callable[..., Monitoring]) -> None:
    """Thresholds of 0 know of no twice as much."""
    monitoring = without(edited, ("\nalerts:\n", "\ndetection: {LLMLabelOverflow: {2x: 1m}}\nalerts:\n"))
    (line,) = broken(monitoring, rows(monitoring))
    assert line.endswith(": LLMLabelOverflow can't be at 2x, only at any")


def test_later_than_before(edited: Callable[..., Monitoring]) -> None:
    """Each time that became later is told, with what to write if it is meant; earlier ones are welcome."""
    before, later = without(edited), without(edited, FOR)
    old, new = (read_table(table(monitoring)) for monitoring in (before, later))
    lines = list(worse(later, new, old, lambda path: "/".join(map(str, path))))
    assert lines[0] == (
        "alerts/0: LLMHighErrorRate would fire after 6m30s at 100%, before it was 5m30s; "
        "if that is meant, say so: detection: {LLMHighErrorRate: {100%: 6m30s}}"
    )
    assert len(lines) == 4
    assert list(worse(before, old, new, str)) == []


def test_the_spec_says_so(edited: Callable[..., Monitoring]) -> None:
    """What the spec promises replaces what the table did."""
    later = without(edited, FOR, promised("100%: 10m, 50%: 10m, 10%: 12m, 2x: never"))
    old = read_table(table(without(edited)))
    assert list(worse(later, read_table(table(later)), old, str)) == []
    assert list(broken(later, rows(later))) == []


@pytest.mark.parametrize(
    "text", ["", "[", "alerts: 1", "alerts: {A: 1, B: {fires_after: 1}, C: {fires_after: {2x: soon}}}"]
)
def test_tables_that_can_not_be_read(text: str) -> None:
    """They promise nothing."""
    assert read_table(text) == {}


def test_a_table_that_is_read(shipped: Monitoring) -> None:
    """Every time of it comes back."""
    times = {(row.alert, name): time for row in rows(shipped) for name, time in row.times.items()}
    assert read_table(table(shipped)) == times
    assert None in times.values()
