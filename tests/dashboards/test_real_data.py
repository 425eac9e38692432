"""Every panel against a real Prometheus that holds hours of metrics and evaluates the generated rules."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest

from watchspec_generators.dashboards import board as find
from watchspec_generators.dashboards import boards
from watchspec_generators.edge.http import query
from watchspec_generators.edge.processes import free_port, run_tool
from watchspec_generators.edge.servers import start_prometheus
from watchspec_generators.edge.tools import find_tool
from watchspec_generators.steps import rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

    from watchspec_generators.dashboards import PanelSpec
    from watchspec_generators.model import Monitoring

pytestmark = pytest.mark.binary

EXPECTED: Mapping[str, list[list[float]]] = {
    "Requests per minute": [[126]],
    "Error rate, worst model": [[0.05]],
    "p95 latency, slowest model": [[4.0]],
    # 22 hours at 6 cents a minute, 2 hours at 9.
    "Cost, last 24 hours": [[90.0]],
    "How slow are the slowest 5% of calls, by model?": [[1.5, 4.0]],
    "How long until the first token, by model?": [[0.625, 0.625]],
    "How fast do the slowest 5% of streams write, by model?": [[25, 25]],
    "How many tokens go in and come out?": [[1500, 6000]],
    "What share of calls fails, by model?": [[0, 0.05]],
    "Which errors are the most frequent?": [[270, 810]],
    "How good are the answers, by evaluator?": [[0.8, 0.9]],
    "What share of checked answers is hallucinated?": [[0.05]],
    "How do users rate the answers?": [[1080, 4320]],
    "Which models and features are the slowest?": [[1.5] * 3 + [4.0] * 3, [7560] * 6],
    # 4 hours at 2 cents a minute, 2 hours at 3.
    "Which features cost the most?": [[8.4] * 3],
    "How much faster is spend than before?": [[0.5]],
    "How much of each error budget is left?": [[-0.2, 0.6]],
    # Of 2.5% failed calls 0.5% are allowed, of 10% slow ones 5%.
    "How fast does each error budget burn?": [[0, 0, 2, 2, 5]],
    "How much of each budget is spent?": [[0.3], [0.1, 0.9]],
    "How much of each budget will be spent in the end?": [[1.1], [0.2, 0.5]],
    # Of 40 calls 18 end within half a second, 36 within one, 38 within two.
    "How long do calls take?": [[0.5556], [2.0], [4.6]],
    "Which features wait longest for their answers?": [[2.0] * 3],
    "Which steps of the service are slow?": [[0.975]],
    "How do calls end?": [[3, 6, 117]],
    "How long until the first event, by model?": [[0.195, 0.195]],
    "How long until the first reasoning token, by model?": [[0.295, 0.295]],
    "How long are the gaps between tokens, by model?": [[0.02425, 0.02425]],
    "How long do streams stall, by model?": [[0.4875, 0.4875]],
    "How fast does the usual stream write, by model?": [[61.11, 61.11]],
    # 250 and 1000 tokens in 21 calls.
    "How long are prompts and answers?": [[11.9, 47.62]],
    "How do attempts end?": [[12.6, 126]],
    "How many retries does a call take, by model?": [[0.1, 0.1]],
    # 10 and 4 seconds in 21 calls.
    "How much of a call is waiting to try again?": [[0.4762], [0.1905]],
    "How much of the rate limits is left?": [[0.8, 0.8]],
    "How long until the rate limits are reset, by model?": [[12, 12], [6, 6]],
    "How many calls are under way, by model?": [[6, 6]],
    # 6 calls of each model in flight; 63 end in a minute.
    "How long would calls under way take to end, by model?": [[5.714, 5.714]],
    "How many calls does each model get?": [[63, 63]],
    "How many calls does each feature make?": [[42] * 3],
    "Is it slow everywhere, by region?": [[2.0]],
    "Do calls fail everywhere, by region?": [[0.025]],
    "Cost of the time shown": [[25.2]],
    "Cost per call": [[25.2 / 45_360]],
    "Saved by caching": [[4.32]],
    # 9 cents a minute, half of them each.
    "What does each model cost?": [[2.7, 2.7]],
    # Spend of $5.40 in the hour; the band around $3 ends at $3.90.
    "How much is spent beyond the usual of this hour?": [[1.5]],
    "How much of each budget is left?": [[3500], [108]],
    "For how many days will each budget last?": [[18], [4]],
    "Which teams cost the most?": [[8.4] * 3],
    "Which prompt versions cost the most?": [[3.6, 7.2]],
    "What does a session cost?": [[0.03667], [0.075]],
    "Which users cost the most?": [[3.6, 7.2, 10.8], [3600, 7200, 10_800], [360_000, 720_000, 1_080_000]],
    "Which steps cost the most?": [[3.6]],
    "How much does the provider's cache save, by model?": [[0.36, 0.36]],
    "What share of input tokens is cached, by model?": [[0.4, 0.4]],
    "What share of calls has no known price?": [[0.05, 0.05]],
    "Which models have no known price?": [[1080, 1080]],
    "How old is the price list?": [[864_000]],
    "Where do prices come from?": [[25.2]],
    "Where do token counts come from?": [[43_200]],
    "What may calls without usage have cost?": [[1.08, 1.08]],
    # Of 14,400 scores in an hour.
    "How good are the answers, and how sure is that?": [[0.85], [0.8441], [0.8557]],
    "How good are the answers, by feature?": [[0.85] * 3],
    "How good are the answers, by model?": [[0.85] * 2],
    "How much is hallucinated, and how sure is that?": [[0.05], [0.0452], [0.05528]],
    "How much is toxic, and how sure is that?": [[0.02], [0.01805], [0.02215]],
    "What share of ratings is negative?": [[0.2]],
    "When did users rate the answers, and how?": [[180, 720]],
    "Which prompt version is better?": [
        [3600, 3600],
        [0.8, 0.9],
        [0.7924, 0.8959],
        [0.8074, 0.9039],
        [0.1, 0.2],
        [0.001, 0.002],
    ],
    "How much worse do prompt versions score than the baseline?": [[0, 0.1]],
    "How much does each evaluator judge?": [[120, 120]],
    # 120 scores of 117 answered calls.
    "What share of calls is judged, by evaluator?": [[1.0256, 1.0256]],
    "How many answers are checked?": [[120], [300]],
    "Are judgements lost?": [[36]],
    "Do judgements fail on their way?": [[18]],
    # Of 0.5% of 100,000 calls a fifth too many, of 5% of 50,000 three fifths are left.
    "Are the objectives met?": [[0.9, 0.95, 0.95, 0.95, 0.995], [0.98, 0.994], [-0.2, 0.6], [-100, 1500]],
    "How fast does the error budget of first_token burn?": [[2]] * 5,
    "How fast does the error budget of response_time burn?": [[0]] * 7,
    "How fast does the error budget of generation_speed burn?": [[2]] * 5,
    "How fast does the error budget of availability burn?": [[5]] * 7,
    "How fast does the error budget of answer_quality burn?": [[0]] * 5,
    "What share of calls is good?": [[0.9, 0.9, 0.975, 1, 1]],
    "How did each day go?": [[0.9, 0.9, 0.975, 1, 1]],
    "Which targets do not answer?": [[0]],
    "How long do scrapes take?": [[0.02]],
    "How many series does each target have?": [[900]],
    "Where does the exporter fail?": [[3, 6]],
    "Which labels have run out of room?": [[0]],
    "How much room is left in each label?": [[0.04], [0.06], [0.1], [0.02], [0.04], [0.1]],
    "Do new series keep coming?": [[0]],
    "Which traces are kept?": [[3, 12]],
    "Which price list is in use?": [[1]],
}
"""Values of each panel's queries, in ascending order."""
SPREADS = {
    # Buckets are cumulative: none, then the fast calls, then all 480 of the four minutes.
    "How are latencies spread?": 480.0,
    "How are waits for the first token spread?": 480.0,
    "How are writing speeds spread?": 480.0,
    "How are scores spread?": 960.0,
}
"""Observations in the last bucket of each heatmap."""
MOST_SERIES = "Which metrics have the most series?"
_GIVEN = {"$__rate_interval": "4m", "$__range": "6h", "$service": "checkout", "$environment": ".*", "$region": ".*"}
_PATIENCE_SECONDS = 30


@pytest.fixture(scope="module")
def watched(edited: Callable[..., Monitoring]) -> Monitoring:
    """The shipped spec, its rules evaluated every second."""
    return edited(
        ("evaluation_interval: 15s", "evaluation_interval: 1s"),
        ("  performance: {}", "  performance: {}\n  target_labels: [region]"),
    )


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
    """Each query of each panel of each board returns the values that the past was made of."""
    every = (panel for board in boards(watched) for panel in board.panels)
    panels = {panel.title: panel for panel in every if all(series.source == "prometheus" for series in panel.series)}
    found: dict[str, list[list[float]]] = {}
    deadline = time.monotonic() + _PATIENCE_SECONDS
    # Groups of rules are evaluated one after another, and some panels show what several record.
    while time.monotonic() < deadline and not same_sizes(found):
        found = {title: values(prometheus, panel) for title, panel in panels.items()}
        time.sleep(0.2)
    for title, most in SPREADS.items():
        (spread,) = found.pop(title)
        assert spread[0] == 0, title
        assert spread[-1] == pytest.approx(most, rel=0.1), title
    (counted,) = found.pop(MOST_SERIES)
    assert len(counted) == 15
    assert min(counted) >= 12
    assert found == {
        title: [pytest.approx(each, rel=0.02) for each in expected] for title, expected in EXPECTED.items()
    }


def values(prometheus: str, panel: PanelSpec) -> list[list[float]]:
    """What each query of a panel returns now."""
    asked_for = [query(prometheus, asked(series.expr)) for series in panel.series]
    return [sorted(float(sample["value"][1]) for sample in samples) for samples in asked_for]


def same_sizes(found: Mapping[str, list[list[float]]]) -> bool:
    """Whether every query has as many values as it should."""
    return all([*map(len, found.get(title, ()))] == [*map(len, each)] for title, each in EXPECTED.items())


def test_events_can_be_asked_for(watched: Monitoring, prometheus: str) -> None:
    """What marks the graphs is understood by Prometheus; a version that was there an hour ago is not new."""
    marks = {event.name: event.expr for event in boards(watched)[0].events if event.expr}
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while time.monotonic() < deadline and not query(prometheus, asked(marks["Firing alerts"])):
        time.sleep(0.2)
    firing = {sample["metric"]["alertname"] for sample in query(prometheus, asked(marks["Firing alerts"]))}
    assert firing
    assert "Watchdog" not in firing
    assert query(prometheus, asked(marks["New prompt versions"])) == []


def test_choosing_a_model_narrows_the_board(watched: Monitoring, prometheus: str) -> None:
    """The board's variables reach the queries."""
    board = find(watched, "overview")
    assert board is not None
    panel = next(panel for panel in board.panels if panel.id == 1)
    (one,) = query(prometheus, asked(panel.series[0].expr.replace("$model", "gpt-4o-mini")))
    assert float(one["value"][1]) == pytest.approx(63, rel=0.02)
    assert query(prometheus, asked(panel.series[0].expr.replace("$feature", "no_such_feature"))) == []


def test_variables_offer_what_there_is(watched: Monitoring, prometheus: str) -> None:
    """The selectors behind the choices match series."""
    board = find(watched, "overview")
    assert board is not None
    for variable in board.variables:
        if variable.query:
            samples = query(prometheus, asked(variable.query))
            # No target of this past has a label for its environment.
            assert (variable.name == "environment") != any(variable.of in sample["metric"] for sample in samples)
