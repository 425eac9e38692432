"""What is shown while the incident happens."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from rich.console import Console

from watchspec_generators.demo.events import Event
from watchspec_generators.demo.screen import Screen

if TYPE_CHECKING:
    from watchspec_generators.demo.plan import Plan

VALUES = {"LLMHighErrorRate": 0.5, "LLMErrorRateElevated": 0.5, "LLMCostSpike": 0.1}


def _screen(planned: Plan, *, terminal: bool = False) -> tuple[Screen, io.StringIO]:
    paper = io.StringIO()
    console = Console(file=paper, width=150, force_terminal=terminal, color_system=None, legacy_windows=False)
    return Screen(console, planned, 100.0), paper


def test_events_are_lines_with_the_time_since_the_start(planned: Plan) -> None:
    """What happened, to which alert of which model, and where it went."""
    screen, paper = _screen(planned)
    with screen:
        screen.event(Event(101.0, "injected", "errors", {}, "provider errors"))
        screen.event(Event(102.5, "pending", "High", {"model": "m"}))
        screen.event(Event(103.0, "inhibited", "Low", {}, "High"))
        screen.event(Event(104.0, "delivered", "High", {"model": "m"}, "oncall (slack)", "one\none\n[two]\n3\n4\n5"))
    assert [line.rstrip() for line in paper.getvalue().splitlines()] == [
        "    +1.0 s  injected   provider errors",
        "    +2.5 s  pending    High (m)",
        "    +3.0 s  inhibited  Low by High",
        "    +4.0 s  delivered  High (m) → oncall (slack)",
        *(f"{'':22}│ {line}" for line in ("one", "[two]", "3", "4")),
    ]


def test_the_heartbeat_is_shown_twice_and_then_left_out(planned: Plan) -> None:
    """It comes every few seconds; the timeline counts it."""
    screen, paper = _screen(planned)
    for at in (101.0, 105.0, 109.0):
        screen.event(Event(at, "delivered", "Watchdog", {}, "dead man"))
    assert paper.getvalue().count("Watchdog") == 2


def test_without_a_terminal_values_are_lines_now_and_then(planned: Plan) -> None:
    """Only what something is done to, each value once, and not every second."""
    screen, paper = _screen(planned)
    screen.values(100.0, VALUES, [])
    assert paper.getvalue() == ""
    for now in (101.0, 102.0, 106.0):
        screen.values(now, VALUES, ["errors"])
    lines = [line.rstrip() for line in paper.getvalue().splitlines()]
    assert lines == [f"    +{at}.0 s  value      error_ratio gpt-4o 50% (> 5% and > 2%)" for at in (1, 6)]


def test_on_a_terminal_a_table_moves(planned: Plan) -> None:
    """Value, limit and state of each alert; events scroll by above it."""
    screen, paper = _screen(planned, terminal=True)
    with screen:
        screen.event(Event(102.5, "firing", "LLMHighErrorRate", {"model": "gpt-4o"}))
        screen.values(103.0, VALUES, ["errors"])
    shown = paper.getvalue()
    row = next(line for line in shown.splitlines() if "LLMHighErrorRate" in line and "> 5%" in line)
    assert [word for word in ("error_ratio gpt-4o", "50%", "firing") if word not in row] == []
    assert "+2.5 s  firing" in shown
