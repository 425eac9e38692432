"""Checks of the graph: each seeded fault is found once, under its id, at its place; legitimate uses are left alone."""

from __future__ import annotations

from textwrap import indent
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from tests.graph.faults import BASE, BUCKETS, EXPR, FAILED, FAULTS, HOURLY, Fault, rate
from tests.promql.test_parser import EXPRESSIONS

from watchspec_generators.graph.checks import chain_check_names
from watchspec_generators.spec import SpecError, examine, load
from watchspec_generators.spec.checklist import checklist

if TYPE_CHECKING:
    from watchspec_generators.spec import Problem

LEVELS = {entry.id: entry.level for entry in checklist()}


def found(text: str) -> tuple[Problem, ...]:
    """What is wrong with the spec `text`."""
    return examine(text, file="chain.yaml").problems


def with_expr(expr: str) -> str:
    """The small spec with another hand-written expression."""
    return BASE.replace(EXPR, f"    expr: '{expr}'\n")


def test_the_small_spec_is_fine() -> None:
    """Nothing is found where nothing was seeded."""
    assert found(BASE) == ()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.code}: {fault.message}")
def test_each_fault_is_found_at_its_place(fault: Fault) -> None:
    """One problem, of the expected kind, level, line and column."""
    text, place = fault.applied()
    problems = found(text)
    assert [(one.code, f"{one.line}:{one.column}") for one in problems] == [(fault.code, place)]
    assert fault.message in problems[0].message
    assert problems[0].level == LEVELS[fault.code]


def test_each_check_has_a_fault() -> None:
    """No check of the graph goes untested."""
    told_elsewhere = {"unwatched"}
    assert {fault.code for fault in FAULTS} == set(chain_check_names()) - told_elsewhere


def test_what_nobody_sees_is_told() -> None:
    """Without a dashboard, an objective without alerts and a budget that tells nobody are of no use."""
    text = BASE.replace("dashboards:\n  overview: {title: Overview}\n", "")
    assert [problem.message for problem in found(text) if problem.code == "unwatched"] == [
        "nobody sees the objective up: it has no alerts, and no dashboard shows it"
    ]
    text = text.replace("tell: {100%: ticket}", "tell: {}, overrun: none")
    assert "nobody sees the budget daily: it has no alerts, and no dashboard shows it" in [
        problem.message for problem in found(text)
    ]


def test_errors_stop_every_command_and_warnings_none() -> None:
    """`load` refuses a spec with an error of the graph, and takes one with warnings."""
    error = next(fault for fault in FAULTS if LEVELS[fault.code] == "error")
    with pytest.raises(SpecError):
        load(error.applied()[0], file="chain.yaml")
    for fault in FAULTS:
        if LEVELS[fault.code] != "error":
            assert load(fault.applied()[0], file="chain.yaml").service.name == "shop"


WHOLE = 'sum(rate(llm_requests_total{job="shop"}[5m]))'
QUIET = {
    "a metric of another exporter": 'sum by (queue) (rabbitmq_queue_messages{vhost="/"}) > 100',
    "a join with another exporter": f"{rate()} * on (pod) group_left (team) kube_pod_labels > 1",
    "no metric at all": "vector(1) > time() - 5",
    "a ratio by one label": f"{FAILED} / {rate()} > 0.1",
    "a ratio to a whole": f"{FAILED} / ignoring (model) group_left () {WHOLE} > 0.1",
    "a trend": f"{rate()} / {HOURLY} > 2",
    "a quantile that can be": f"histogram_quantile(0.95, sum by (le, model) (rate({BUCKETS}[5m]))) > 7",
    "a quantile of one side": f"7 < topk(3, histogram_quantile(0.95, rate({BUCKETS}[5m])))",
    "a quantile of another exporter": "histogram_quantile(0.95, rate(http_seconds_bucket[5m])) > 1e9",
    "a bucket in both spellings": f'rate({BUCKETS[:-1]},le=~"10(\\\\.0)?"}}[5m]) > 1',
    "a bucket with a fraction": f'rate({BUCKETS[:-1]},le="0.5"}}[5m]) > 1',
    "the last bucket": f'rate({BUCKETS[:-1]},le="+Inf"}}[5m]) > 1',
    "all but one bucket": f'rate({BUCKETS[:-1]},le!="0.5"}}[5m]) > 1',
    "values that there are": rate('job="shop",outcome!~"cancelled|abandoned",operation="chat"') + " > 1",
    "an empty value": rate('job="shop",outcome!=""') + " > 1",
    "a value that nobody can list": rate('job="shop",model="gpt-7"') + " > 1",
    "absence": 'absent(llm_requests_total{job="shop"}) == 1',
    "a recorded series by its service": 'service_model:llm_errors:ratio_rate5m{service="shop",model="gpt-4o"} > 0.5',
    "the level of a gauge": 'max_over_time(llm_requests_in_flight{job="shop"}[5m]) > 100',
    "a look ahead": 'rate(llm_requests_total{job="shop"}[5m] offset -5m) > 1',
    "a step": 'max_over_time((sum(rate(llm_requests_total{job="shop"}[5m])))[1h:1m]) > 1',
    "another label": 'label_replace(sum(up{job="shop"}), "model", "gpt-4o", "", "") * on (model) ' + rate() + " > 1",
    "counted values": 'count_values("version", up{job="shop"}) and on (version) build_info > 1',
    "a copy of what is there": f"{rate()} > 1 unless on (model) -{rate()} < -5",
    "either of two": f'({rate()} or {rate(by="feature")}) > on () group_left () sum(up{{job="shop"}})',
    "labels left out": f"sum without (feature) ({rate(by='feature, model')}) / {rate()} > 1",
    "a number with a sign": f"histogram_quantile(0.9, rate({BUCKETS}[5m])) > +7",
    "a number in another form": f"histogram_quantile(0.9, rate({BUCKETS}[5m])) > 0x07",
    "a choice": f"topk(3, {rate()}) and on (model) group_right_total > 1",
    "scalars": f'scalar(sum(up{{job="shop"}})) * {rate()} > (1 + 1)',
    "rounding": f"round({rate()}, 0.1) > 1 and on () minute() > 5",
    "series of several objectives": 'service:llm_objective_good:ratio_rate5m{service="shop"} < 0.5',
    "what only newer parsers read": 'rate(llm_request_total{job="shop"}[300]) > 1',
    "a long duration": 'rate(llm_requests_total{job="shop"}[5m]) > 1 and on () vector(0) > 200y',
}


@pytest.mark.parametrize("name", QUIET)
def test_legitimate_promql_is_left_alone(name: str) -> None:
    """Nothing is said about expressions that are right, or that nobody here can judge."""
    assert found(with_expr(QUIET[name])) == ()


def test_raw_alerts_may_bring_labels_of_their_own() -> None:
    """A route for a label that only hand-written PromQL can bring is not dead."""
    route = "    - {name: queues, match: {queue: main, severity: warning}}\n    - name: rest\n"
    assert found(BASE.replace("    - name: rest\n", route)) == ()


def test_pages_may_be_hidden_where_the_policy_lets_them() -> None:
    """Who holds pages back on purpose says so once."""
    text, _ = next(fault for fault in FAULTS if fault.code == "hidden_pages").applied()
    assert found(text.replace("routing:\n", "severities: {never_held_back: []}\nrouting:\n", 1)) == ()


def test_labels_of_a_scrape_of_ones_own_are_not_judged() -> None:
    """Where the spec names no targets, series may have labels that nobody here knows; their values are judged still."""
    own = with_expr('rate(llm_requests_total{job="shop",cluster="a"}[5m]) > 1').replace('targets: ["shop:8000"]', "")
    assert found(own) == ()
    assert [problem.code for problem in found(own.replace("cluster=", "outcome="))] == ["raw_labels"]


@pytest.mark.parametrize(
    ("written", "column"),
    [
        ('    expr: llm_request_total{job="shop"} > 1\n', 11),
        ("    expr: 'llm_request_total{job=\"shop\"} > 1'\n", 12),
        ('    expr: "llm_request_total > 1"\n', 12),
        ('    expr: "llm_request_total{job=\\"shop\\"} > 1"\n', 11),
        ("    expr: >-\n      llm_request_total > 1\n", 11),
        ("    expr: |\n      llm_request_total > 1\n", 7),
    ],
)
def test_places_within_texts(written: str, column: int) -> None:
    """However the expression is written: at the character, or where characters can't be followed at its begin."""
    (problem,) = found(BASE.replace(EXPR, written))
    assert (problem.code, problem.column) == ("raw_metrics", column)


@settings(max_examples=30, deadline=None)
@given(EXPRESSIONS)
def test_any_expression_is_judged_or_left_alone(expr: str) -> None:
    """Whatever PromQL is written, problems lie within its text, and nothing else is raised."""
    text = BASE.replace(EXPR, f"    expr: |-\n{indent(expr, '      ')}\n")
    lines = text.split("\n")
    for problem in found(text):
        assert problem.column <= len(lines[problem.line - 1]) + 1
        if problem.code.startswith("raw_") and problem.code != "raw_alerts":
            assert lines[problem.line - 1].startswith("      ")
