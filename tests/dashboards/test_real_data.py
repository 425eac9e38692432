"""Every panel against a real Prometheus that holds hours of metrics and evaluates the generated rules."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.dashboards import overview
from watchspec_generators.edge.http import query
from watchspec_generators.edge.processes import free_port, run_tool
from watchspec_generators.edge.servers import start_prometheus
from watchspec_generators.edge.tools import find_tool
from watchspec_generators.steps import rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from watchspec_generators.model import Monitoring

pytestmark = pytest.mark.binary

EXPECTED: Mapping[str, list[float]] = {
    "Requests per minute": [126],
    "Error rate, worst model": [0.05],
    "p95 latency, slowest model": [4.0],
    # 22 hours at 6 cents a minute, 2 hours at 9.
    "Cost, last 24 hours": [90.0],
    "How slow are the slowest 5% of calls, by model?": [1.5, 4.0],
    "How long until the first token, by model?": [0.625, 0.625],
    "How fast do the slowest 5% of streams write, by model?": [25, 25],
    "How many tokens go in and come out?": [1500, 6000],
    "What share of calls fails, by model?": [0, 0.05],
    "Which errors are the most frequent?": [270, 810],
    "How good are the answers, by evaluator?": [0.8, 0.9],
    "What share of checked answers is hallucinated?": [0.05],
    "How do users rate the answers?": [1080, 4320],
    "Which models and features are the slowest?": [1.5] * 3 + [4.0] * 3 + [7560] * 6,
    # 4 hours at 2 cents a minute, 2 hours at 3.
    "Which features cost the most?": [8.4] * 3,
    "How much faster is spend than before?": [0.5],
    "How much of each error budget is left?": [-0.2, 0.6],
    # The past has no bucket at the limit of answer quality. Of 2.5% failed calls 0.5% are allowed, of 10% slow ones 5%.
    "How fast does each error budget burn?": [0, 2, 2, 5],
    "How much of each budget is spent?": [0.1, 0.3, 0.9],
    "How much of each budget will be spent in the end?": [0.2, 0.5, 1.1],
    "Signal internal_errors": [6],
    "Signal label_overflow": [0],
    "Signal negative_feedback_ratio": [0.2],
    "Signal prompt_score_drop": [0, 0.1],
    "Signal toxicity_ratio": [0.02],
    # Spend of $5.40 in the hour; the band around $3 ends at $3.90.
    "Signal cost_anomaly": [1.5],
    "Signal quota_remaining_ratio": [0.8, 0.8],
    "Signal retry_ratio": [0.1, 0.1],
    # 6 calls of each model in flight; 63 end in a minute.
    "Signal drain_time": [5.714, 5.714],
    "Signal down_ratio": [0],
    "Signal price_data_age": [864_000],
    "Signal unpriced_ratio": [0.05, 0.05],
}
"""Values of each panel, in ascending order; the heatmap is looked at apart."""
HEATMAP = "How are latencies spread?"
_GIVEN = {"$__rate_interval": "4m", "$__range": "6h", "$service": "checkout"}
_PATIENCE_SECONDS = 30


@pytest.fixture(scope="module")
def watched(edited: Callable[..., Monitoring]) -> Monitoring:
    """The shipped spec, its rules evaluated every second."""
    return edited(("evaluation_interval: 15s", "evaluation_interval: 1s"))


@pytest.fixture(scope="module")
def prometheus(
    watched: Monitoring, past: Callable[[int], str], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """URL of a Prometheus with a past that ends now."""
    folder = tmp_path_factory.mktemp("prometheus")
    (folder / "past.txt").write_text(past(int(time.time())))
    blocks: list[str | Path] = ["tsdb", "create-blocks-from", "openmetrics", folder / "past.txt", folder / "data"]
    made = run_tool([find_tool("promtool"), *blocks])
    assert made.code == 0, made.output
    server = start_prometheus(_configuration(watched, folder), folder / "data", free_port())
    yield server.url
    server.stop()


def _configuration(watched: Monitoring, folder: Path) -> Path:
    for artefact in rules.build(watched):
        # What they record is in the past already: it takes them a minute each to do so.
        if "budget" in artefact.path:
            continue
        target = folder / artefact.path
        target.parent.mkdir(exist_ok=True)
        target.write_text(artefact.text)
    config = folder / "rules" / "prometheus.yml"
    config.write_text("global: {evaluation_interval: 1s}\nrule_files: ['*.rules.yml']\n")
    return config


def asked(expr: str) -> str:
    """`expr` as Grafana sends it with "All" chosen everywhere."""
    for name, value in _GIVEN.items():
        expr = expr.replace(name, value)
    return expr.replace("$provider", ".*").replace("$model", ".*").replace("$feature", ".*")


def test_every_panel_shows_what_happened(watched: Monitoring, prometheus: str) -> None:
    """Each panel's queries return the values that the past was made of."""
    board = overview(watched)
    assert board is not None
    found: dict[str, list[float]] = {}
    deadline = time.monotonic() + _PATIENCE_SECONDS
    # Groups of rules are evaluated one after another, and some panels show what several record.
    while time.monotonic() < deadline and any(
        len(found.get(title, ())) < len(values) for title, values in {**EXPECTED, HEATMAP: [0.0]}.items()
    ):
        for panel in board.panels:
            samples = [sample for series in panel.series for sample in query(prometheus, asked(series.expr))]
            found[panel.title] = sorted(float(sample["value"][1]) for sample in samples)
        time.sleep(0.2)
    spread = found.pop(HEATMAP)
    assert found == {title: pytest.approx(values, rel=0.02) for title, values in EXPECTED.items()}
    # Buckets are cumulative: none, then the fast calls, then all 480 of the four minutes.
    assert spread[0] == 0
    assert spread[-1] == pytest.approx(477, rel=0.1)


def test_choosing_a_model_narrows_the_board(watched: Monitoring, prometheus: str) -> None:
    """The board's variables reach the queries."""
    board = overview(watched)
    assert board is not None
    panel = next(panel for panel in board.panels if panel.id == 1)
    (one,) = query(prometheus, asked(panel.series[0].expr.replace("$model", "gpt-4o-mini")))
    assert float(one["value"][1]) == pytest.approx(63, rel=0.02)
    assert query(prometheus, asked(panel.series[0].expr.replace("$feature", "no_such_feature"))) == []


def test_variables_offer_what_there_is(watched: Monitoring, prometheus: str) -> None:
    """The selectors behind the choices match series."""
    board = overview(watched)
    assert board is not None
    for variable in board.variables:
        if variable.query:
            values = {sample["metric"][variable.name] for sample in query(prometheus, asked(variable.query))}
            assert values, variable.name
