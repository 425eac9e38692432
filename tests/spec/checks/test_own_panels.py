"""Panels of a user's own."""

from __future__ import annotations

import pytest
from tests.spec.conftest import SMALL, problems_of

PLACE = "\ndashboards:\n  overview: {}\n  panels:\n"


def found(*panels: str) -> list[tuple[str, str, str]]:
    """Code, message and place of what is wrong with panels of the small spec."""
    text = SMALL + PLACE + "".join(f"    - {panel}\n" for panel in panels)
    return [(problem.code, problem.message, problem.at) for problem in problems_of(text)]


def test_good_panels() -> None:
    """A signal, split or not, and PromQL with windows and choices of the board."""
    assert "dashboards:" not in SMALL
    expr = 'rate(queue_length_total{job="shop",model=~"$model"}[$__rate_interval]) / ${__range:raw}'
    promql = f"{{title: B, expr: '{expr.replace(' / ${__range:raw}', '')}', unit: seconds, legend: '{{{{queue}}}}'}}"
    assert found("{title: A, signal: ttft_p99, by: [feature]}", promql) == []


@pytest.mark.parametrize(
    ("panel", "message", "at"),
    [
        ("{title: A}", "`A` shows nothing", "A}"),
        ("{title: A, board: cost, signal: cost}", "the spec asks for no dashboard `cost`", "cost, signal"),
        ("{title: A, signal: watchdog}", "watchdog can't be drawn without an alert on it", "watchdog"),
        ("{title: A, signal: prompt_score_drop}", "prompt_score_drop can't be drawn without an alert on it", "prompt"),
        ("{title: A, signal: cost, by: [modell]}", "cost has no label `modell`", "modell"),
        ("{title: A, signal: cost, unit: usd}", "`unit` follows from the signal", "unit"),
        ("{title: A, signal: cost, expr: vector(1)}", "a panel shows a signal or PromQL, not both", "signal"),
        ("{title: A, expr: 'a{m=\"$modle\"}'}", "boards have no variable `modle`", "$modle"),
    ],
)
def test_bad_panels(panel: str, message: str, at: str) -> None:
    """Each mistake is told at its place, and nothing else."""
    ((code, said, place),) = found(panel)
    assert (code, said) == ("own_panels", message)
    assert place.startswith(at)


def test_promql_that_does_not_parse() -> None:
    """The parser's complaint is passed on."""
    ((_, said, place),) = found("{title: A, expr: 'sum('}")
    assert said.startswith("the expression does not parse: ")
    assert place.startswith("'sum(")


def test_titles_are_their_own() -> None:
    """A panel's id follows from its title."""
    ((code, said, place),) = found("{title: A, signal: cost}", "{title: A, signal: ttft_p95}")
    assert (code, said) == ("own_panels", "another panel has this title")
    assert place.startswith("A, signal: ttft")
