"""Panels of what may go wrong and be spent, and of alerts on raw PromQL."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.graph.faults import BASE, EXPR

from watchspec_generators.dashboards import board as find
from watchspec_generators.spec import load

if TYPE_CHECKING:
    from watchspec_generators.dashboards import PanelSpec
    from watchspec_generators.model import Monitoring


LEFT, OTHERS = "How much is left?", "What else do alerts watch?"


def row(monitoring: Monitoring, title: str) -> tuple[PanelSpec, ...]:
    """The panels of a row; none, where it is left out."""
    board = find(monitoring, "overview")
    assert board is not None
    return next((row.panels for row in board.rows if row.title == title), ())


def of_alert(written: str) -> PanelSpec:
    """The panel of the hand-written alert."""
    monitoring = load(BASE.replace(EXPR, f"    expr: '{written}'\n"), file="chain.yaml")
    return next(panel for panel in row(monitoring, OTHERS) if panel.raw == "Backlog")


def test_budgets_that_are_split_alike_share_a_query(shipped: Monitoring) -> None:
    """One of the whole service, one by team; each line is told apart by its budget, too."""
    spent, forecast = row(shipped, LEFT)[2:]
    assert [(series.expr, series.legend) for series in spent.series] == [
        ('service:llm_budget_spend:ratio{service="$service"}', "{{budget}}"),
        ('service_team:llm_budget_spend:ratio{service="$service"}', "{{budget}} {{team}}"),
    ]
    assert [series.expr for series in forecast.series] == [
        'service:llm_budget_forecast:ratio{service="$service"}',
        'service_team:llm_budget_forecast:ratio{service="$service"}',
    ]


def test_shares_that_are_told_are_lines(shipped: Monitoring) -> None:
    """Of what is spent and of what will be, each on its own panel, with its role and a link to the runbook."""
    spent, forecast = row(shipped, LEFT)[2:]
    assert {(limit.source, limit.text, limit.role) for limit in spent.limits} == {
        ("LLMMonthlyBudgetUsed80Percent", "80%", "warning"),
        ("LLMMonthlyBudgetUsed100Percent", "100%", "critical"),
        ("LLMTeamDailyBudgetUsed100Percent", "100%", "warning"),
    }
    assert [limit.source for limit in forecast.limits] == ["LLMMonthlyBudgetOverrun"]
    assert [link.title for link in forecast.links] == ["More: LLM cost", "Runbook: LLMMonthlyBudgetOverrun"]


def test_what_the_spec_does_not_grant_is_not_shown() -> None:
    """Without objectives no error budget, without budgets no money, without either no row."""
    objectives = BASE[BASE.index("objectives:") : BASE.index("budgets:")]
    budgets = BASE[BASE.index("budgets:") : BASE.index("\nalerts:") + 1]
    for left_out, panels in (((objectives,), [20, 21]), ((budgets,), [18, 19]), ((objectives, budgets), [])):
        text = BASE
        for part in left_out:
            text = text.replace(part, "")
        assert [panel.id for panel in row(load(text, file="chain.yaml"), LEFT)] == panels


@pytest.mark.parametrize(
    ("written", "drawn", "line"),
    [
        ("queue_length > 100", "queue_length", (100.0, "above")),
        ("100 < queue_length", "queue_length", (100.0, "above")),
        ("queue_length <= -1", "queue_length", (-1.0, "below")),
        ("(-(2) >= queue_length)", "queue_length", (-2.0, "below")),
        ("sum(a) / sum(b) > 0.5 and on () sum(c) > 3 unless d", "sum(a) / sum(b)", (0.5, "above")),
    ],
)
def test_raw_alerts_are_drawn_with_their_threshold(written: str, drawn: str, line: tuple[float, str]) -> None:
    """What they compare with a number is a line on the graph of the rest."""
    panel = of_alert(written)
    assert [series.expr for series in panel.series] == [drawn]
    assert [(limit.value, limit.bad) for limit in panel.limits] == [line]
    assert [link.title for link in panel.links] == ["Runbook: Backlog"]


@pytest.mark.parametrize(
    "written", ["absent(queue_length)", "a > b", "queue_length == 3", "a + 5", "a > 0x10", "rate(a[300]) > 1"]
)
def test_other_raw_alerts_are_drawn_as_they_are(written: str) -> None:
    """Where nothing is compared with a plain number, by more or less, the whole expression is the graph."""
    panel = of_alert(written)
    assert [series.expr for series in panel.series] == [written]
    assert panel.limits == ()
    assert "while it has a value" in panel.description
