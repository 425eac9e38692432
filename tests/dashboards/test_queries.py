"""The queries of dashboards: valid PromQL over series that exist."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import promql_parser
import pytest

from watchspec_generators.graph.catalogued import BY_SERIES, FAMILIES
from watchspec_generators.rules.groups import groups

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.dashboards import Board, PanelSpec
    from watchspec_generators.dashboards.panel import Series
    from watchspec_generators.model import Monitoring

_GIVEN = {"__rate_interval": "1m", "__range": "6h"}
_COUNTED = "count(count by"
"""What is drawn is how many series there are, not what they have counted."""
_VARIABLE = re.compile(r"\$(\w+)|\$\{(\w+)\}")


def substituted(expr: str) -> str:
    """`expr` with windows in place of Grafana's, and any value in place of the board's variables."""
    return _VARIABLE.sub(lambda match: _GIVEN.get(match[1], ".*"), expr)


def in_promql(panel: PanelSpec) -> list[Series]:
    """The queries that Prometheus answers; Tempo's are in another language."""
    return [series for series in panel.series if series.source == "prometheus"]


def selectors(node: Any, *, ranged: bool = False) -> Iterator[tuple[Any, bool]]:
    """Every vector selector below `node`, and whether it is one of a range."""
    if isinstance(node, promql_parser.VectorSelector):
        yield node, ranged
    elif isinstance(node, promql_parser.MatrixSelector):
        yield node.vector_selector, True
    else:
        children = [getattr(node, name, None) for name in ("lhs", "rhs", "expr", "param")]
        for child in [*children, *getattr(node, "args", ())]:
            if child is not None:
                yield from selectors(child)


@pytest.fixture(scope="module")
def recorded(shipped: Monitoring) -> set[str]:
    """Names of every series that the rules record."""
    return {str(rule["record"]) for group in groups(shipped) for rule in group.rules if "record" in rule}


def family(series: str) -> str:
    """The metric that `series` belongs to."""
    for metric in FAMILIES:
        parts = ("_bucket", "_sum", "_count") if metric.kind == "histogram" else ("",)
        if series in {f"{metric.name}{part}" for part in parts}:
            return metric.name
    return ""


def test_queries_use_only_series_that_exist(board: Board, recorded: set[str]) -> None:
    """Each selector names a metric of the catalogue or a recorded series."""
    for panel in board.panels:
        for series in in_promql(panel):
            for selector, _ in selectors(promql_parser.parse(substituted(series.expr))):
                of_any = any(matcher.name == "__name__" for matcher in selector.matchers.matchers)
                assert of_any or selector.name in recorded or family(selector.name), (panel.title, selector.name)


def test_no_raw_counter_is_drawn(board: Board) -> None:
    """A counter that only climbs says nothing: it stands inside rate or increase."""
    for panel in board.panels:
        for series in in_promql(panel):
            for selector, ranged in selectors(promql_parser.parse(substituted(series.expr))):
                raw = family(selector.name) and BY_SERIES[selector.name].kind != "gauge"
                counted = _COUNTED in series.expr
                assert ranged or counted or not raw, (panel.title, selector.name)


def test_queries_match_only_labels_that_exist(board: Board) -> None:
    """A matcher on a label that nobody sets would empty the panel."""
    for panel in board.panels:
        for series in in_promql(panel):
            for selector, _ in selectors(promql_parser.parse(substituted(series.expr))):
                if family(selector.name):
                    known = {*BY_SERIES[selector.name].all_labels, "job", "environment"}
                    assert {matcher.name for matcher in selector.matchers.matchers} <= known, panel.title


def test_queries_use_only_known_variables(board: Board) -> None:
    """Each variable is one of the board's or one of Grafana's own."""
    known = {variable.name for variable in board.variables} | _GIVEN.keys()
    asked = [series.expr for panel in board.panels for series in in_promql(panel)]
    used = {
        match[1] or match[2]
        for text in (*asked, *(variable.query for variable in board.variables), *(event.expr for event in board.events))
        for match in _VARIABLE.finditer(text)
    }
    assert used <= known
    assert {"service", "environment", "model", "provider"} <= used


def test_queries_stay_with_their_own_service(board: Board) -> None:
    """Two services in one Prometheus never mix: each selector names the service or its scrape job."""
    for panel in board.panels:
        for series in in_promql(panel):
            for selector, _ in selectors(promql_parser.parse(substituted(series.expr))):
                names = {matcher.name for matcher in selector.matchers.matchers}
                assert names & {"service", "job"}, (panel.title, selector.name)
