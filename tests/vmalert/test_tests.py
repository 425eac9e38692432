"""Tests of watchspec_generators.vmalert.tests."""

from __future__ import annotations

from typing import Any

from watchspec_generators.vmalert.rules import apart
from watchspec_generators.vmalert.tests import Suite, translated

TEXTS = {"summary": "{{ $value }}", "runbook_url": "https://example.org/high"}
RULES = {
    "groups": [
        {
            "name": "own",
            "rules": [
                {"record": "one:a", "expr": "rate(a_total[5m])"},
                {"alert": "High", "expr": "one:a > 1", "annotations": TEXTS},
            ],
        }
    ]
}
FIRING = {"exp_labels": {"severity": "warning"}, "exp_annotations": {**TEXTS, "summary": "2"}}


def check(at: str, *alerts: dict[str, Any]) -> dict[str, Any]:
    """What is expected of the alert."""
    return {"eval_time": at, "alertname": "High", "exp_alerts": [*alerts]}


def document(**test: Any) -> dict[str, Any]:
    """A test file of promtool's with one test."""
    series = [{"series": 'a_total{job="x"}', "values": "0+4x9"}, {"series": "b", "values": "1 _x8 3"}]
    whole = {"name": "one", "interval": "40s", "input_series": series, **test}
    return {"rule_files": ["../own.rules.yml"], "evaluation_interval": "20s", "tests": [whole]}


def translation(content: dict[str, Any]) -> dict[str, Any]:
    """For vmalert-tool."""
    return translated(Suite(content, [apart(RULES)]))


def test_what_begins_or_ends_has_time_until_the_next_sample() -> None:
    """It begins no sooner than on Prometheus; checks without a change stay where they are."""
    checks = [check("2m59s999ms"), check("3m", FIRING), check("4m", FIRING), check("5m"), check("5m10s")]
    (test,) = translation(document(alert_rule_test=checks))["tests"]
    found = [(each["eval_time"], len(each["exp_alerts"])) for each in test["alert_rule_test"]]
    # Where the next check comes sooner than a sample there is no time to give.
    assert found == [("2m59s999ms", 0), ("3m40s", 1), ("4m", 1), ("5m", 0), ("5m10s", 0)]


def test_an_alert_may_end_a_sample_sooner() -> None:
    """Or later, unless the one would be before the check before it, and the other after the one after it."""
    for checks, expected in (
        ([check("2m59s999ms", FIRING), check("3m")], ["2m19s999ms", "3m40s"]),
        ([check("2m", FIRING), check("2m59s999ms", FIRING), check("3m")], ["2m40s", "2m59s999ms", "3m40s"]),
        ([check("2m"), check("2m20s", FIRING), check("2m40s")], ["2m", "2m20s", "3m20s"]),
    ):
        (test,) = translation(document(alert_rule_test=checks))["tests"]
        assert [each["eval_time"] for each in test["alert_rule_test"]] == expected


def test_texts_are_expected_without_values() -> None:
    """The others as they are, and all labels."""
    (test,) = translation(document(alert_rule_test=[check("3m", FIRING)]))["tests"]
    (alert,) = test["alert_rule_test"][0]["exp_alerts"]
    assert alert == {**FIRING, "exp_annotations": {"runbook_url": TEXTS["runbook_url"]}}


def test_samples_are_taken_four_times_as_often() -> None:
    """Counters grow in between, gauges stay; both go on for long enough to be there when they are asked for later."""
    (test,) = translation(document(alert_rule_test=[check("3m", FIRING)]))["tests"]
    assert test["interval"] == "10s"
    counter, gauge = (series["values"].split() for series in test["input_series"])
    assert counter[:9] == ["0.0+0x3", "4.0+0x0", "5.0+0x0", "6.0+0x0", "7.0+0x0", "8.0+0x0", *counter[6:9]]
    assert gauge == ["1.0+0x3", "_x32", "3.0+0x15"]


def test_samples_stay_as_they_are_where_a_range_holds_but_one() -> None:
    """So do those of very long tests."""
    for test in ({"interval": "5m"}, {"interval": "1s", "alert_rule_test": [check("10m1s", FIRING)]}):
        (found,) = translation(document(**{"alert_rule_test": [check("3m", FIRING)], **test}))["tests"]
        assert found["interval"] == test["interval"]


def test_values_are_not_asked_for_but_alerts_are() -> None:
    """Also those that are asked for as series; tests of values alone, and endless ones, are left out."""
    about = {"expr": 'ALERTS{alertname="High"}', "eval_time": "3m", "exp_samples": []}
    value = {"expr": "one:a", "eval_time": "3m", "exp_samples": []}
    (test,) = translation(document(promql_expr_test=[about, value]))["tests"]
    assert test["metricsql_expr_test"] == [about]
    assert translation(document(promql_expr_test=[value]))["tests"] == []
    assert translation(document(alert_rule_test=[check("4h", FIRING)]))["tests"] == []


def test_groups_are_evaluated_in_order() -> None:
    """Each group's parts by level; groups as the test file says, if it does."""
    other = {"groups": [{"name": "other", "rules": [{"record": "one:b", "expr": "1"}]}]}
    content = document(alert_rule_test=[check("3m")])
    files = [apart(RULES), apart(other)]
    assert translated(Suite(content, files))["group_eval_order"] == ["own 0", "own 1", "other 0"]
    content["group_eval_order"] = ["other", "own"]
    assert translated(Suite(content, files))["group_eval_order"] == ["other 0", "own 0", "own 1"]
