"""Dashboard files as values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.preview.asking import Setting, annotation_questions, panel_span, questions
from watchspec_generators.preview.reading import read
from watchspec_generators.preview.variables import Choice

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.preview.reading import Dashboard


def test_panels_of_collapsed_rows_are_drawn_too(board: Callable[..., Dashboard], panel: Callable[..., Any]) -> None:
    """A row that is shut holds its panels itself."""
    row = {
        "id": 9,
        "type": "row",
        "title": "R",
        "gridPos": {"x": 0, "y": 0, "w": 24, "h": 1},
        "panels": [panel("stat")],
    }
    assert [one.type for one in board(row).panels] == ["row", "stat"]


def test_a_dashboard_without_a_range_shows_six_hours() -> None:
    """So does one whose range is no length of time; without a uid its title names it."""
    found = read({"title": "Bare", "time": {"from": "2026-01-01"}})
    assert (found.uid, found.range, found.panels) == ("Bare", 6 * 3_600_000, ())


def test_what_is_asked(board: Callable[..., Dashboard], panel: Callable[..., Any]) -> None:
    """Hidden queries and those of other data sources are left out; steps and windows follow from the panel."""
    one = panel(
        "timeseries",
        {"expr": 'rate(x{m=~"$m"}[$__rate_interval])'},
        {"expr": "hidden", "hide": True},
        {"query": "{ }", "expr": "", "datasource": {"type": "tempo"}},
        interval="30s",
        timeFrom="1h",
        links=[{"title": "Runbook", "url": "https://runbook"}, {"title": "none"}],
    )
    dashboard = board(one)
    setting = Setting(7_200_000, {"m": Choice(("a",))})
    (asked,) = questions(dashboard, dashboard.panels[0], setting)
    assert asked.expr == 'rate(x{m=~"a"}[2m])'
    assert (asked.span.start, asked.span.end, asked.span.step) == (3_600_000, 7_200_000, 30_000)
    assert panel_span(dashboard, dashboard.panels[0], Setting(7_200_000, {}, 120_000)).step == 120_000
    assert [link.url for link in dashboard.panels[0].links] == ["https://runbook"]


def test_annotations_that_are_on_are_asked(board: Callable[..., Dashboard]) -> None:
    """One without a query, or that is switched off, is not."""
    some: list[dict[str, Any]] = [
        {"name": "a", "expr": "ALERTS"},
        {"name": "b"},
        {"name": "c", "expr": "x", "enable": False},
    ]
    dashboard = board(annotations={"list": some})
    assert [one.expr for one in annotation_questions(dashboard, Setting(600_000, {}))] == ["ALERTS"]
