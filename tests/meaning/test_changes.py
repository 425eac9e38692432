"""Tests of watchspec_generators.meaning: edits of the shipped spec and of what it generates, told in words."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

    Told = dict[str, list[str]]
    Meaning = Callable[..., Told]
    Between = Callable[..., Told]
    Compare = Callable[[dict[str, str], dict[str, str]], Told]

RULES = "rules/checkout.error_ratio.rules.yml"
ROUTING = "alertmanager/alertmanager.yml"
BOARD = "dashboards/checkout-overview.json"
EXPORTER = "exporter/exporter.json"
PROMETHEUS = "rules/prometheus.yml"
_GROUP = "groups:\n- name: g\n  rules:\n"


@pytest.fixture
def replaced(shipped_files: dict[str, str], compare: Compare) -> Between:
    """What becomes of the shipped files if texts in one of them are replaced, or all of it if there is no text."""

    def told(path: str, *edits: tuple[str, str], back: bool = False, whole: str | None = None) -> Told:
        text = shipped_files[path] if whole is None else whole
        for old, new in edits:
            assert old in text, old
            text = text.replace(old, new, 1)
        other = {**shipped_files, path: text}
        return compare(other, shipped_files) if back else compare(shipped_files, other)

    return told


def test_nothing_changes_nothing(meaning: Meaning) -> None:
    """The same spec has no difference to tell."""
    assert meaning() == {}


def test_a_threshold_is_told_in_its_unit_with_its_severity(meaning: Meaning) -> None:
    """An edit of a threshold reads as people say it, and what follows from it is not told as another change."""
    told = meaning(("above: 5%\n    for: 5m", "above: 3%\n    for: 5m"))
    assert told["alert LLMHighErrorRate"] == ["~ critical threshold 5% -> 3%"]
    assert "~ docs/runbooks/checkout.md" in told["runbook"]
    assert not [subject for subject in told if subject.startswith(("receiver", "recorded"))]


def test_nights_that_somebody_is_no_longer_told(meaning: Meaning) -> None:
    """A longer night is told as hours that a receiver no longer hears of, and as a window with other times."""
    told = meaning(("every day 22:00-08:00", "every day 20:00-08:00"))
    assert told["window nights_and_weekends"] == ["~ other times"]
    (text,) = told["receiver slack_ml_team"]
    assert text.startswith("- no longer told of ")
    assert text.endswith(" more at night: Mon-Fri 20:00-22:00")


def test_alerts_that_go_to_others(replaced: Between) -> None:
    """Another receiver of a route: one is no longer told at all, the other is, at its hours."""
    told = replaced(ROUTING, ("receiver: pagerduty_critical\n", "receiver: finance\n"))
    assert any(text.startswith("- no longer told of LLM") for text in told["receiver pagerduty_critical"])
    assert any(text.startswith("+ now told of LLM") for text in told["receiver finance"])


def test_a_severity_changes_who_is_told(replaced: Between) -> None:
    """An alert that becomes a warning leaves the pager for the chat, in the hours that warnings have."""
    told = replaced(RULES, ("severity: critical", "severity: warning"))
    assert told["alert LLMHighErrorRate"] == ["~ severity critical -> warning"]
    assert "- no longer told of LLMHighErrorRate" in told["receiver pagerduty_critical"]
    assert "+ now told of LLMHighErrorRate (Mon-Fri 08:00-22:00)" in told["receiver slack_ml_team"]


@pytest.mark.parametrize(
    ("old", "new", "text"),
    [
        ("    repeat_interval: 15m", "    repeat_interval: 30m", "told again of LLM"),
        ("  group_wait: 30s", "  group_wait: 1m", "first told of LLM"),
        ("  group_interval: 5m", "  group_interval: 10m", "told of news of LLM"),
        ("  - model\n  group_wait", "  group_wait", "told of LLM"),
    ],
)
def test_other_paces(replaced: Between, old: str, new: str, text: str) -> None:
    """Timers and groups of routes are told for whom they change."""
    told = replaced(ROUTING, (old, new))
    assert any(each.startswith(f"~ {text}") and " -> " in each for each in told["receiver pagerduty_critical"])


def test_groups_by_all_labels_and_by_none(replaced: Between) -> None:
    """The two extremes of grouping have their own words."""
    written = "  group_by:\n  - service\n  - alertname\n  - model\n"
    told = replaced(ROUTING, (written, "  group_by: ['...']\n"))
    assert told["receiver finance"][0].endswith("in groups by alertname, model, service -> all labels")
    told = replaced(ROUTING, (written, "  group_by: []\n"))
    assert told["receiver finance"][0].endswith("in groups by alertname, model, service -> nothing")


def test_few_alerts_are_all_named(replaced: Between) -> None:
    """Up to four alerts are named, of more the first four and how many others."""
    (text,) = replaced(ROUTING, ("    repeat_interval: 4m", "    repeat_interval: 5m"))["receiver dead_mans_switch"]
    assert text == "~ told again of Watchdog every 4m -> 5m"


def test_receivers_come_change_and_go(replaced: Between) -> None:
    """A receiver's ways are named, and what differs in one is told key by key."""
    added = "- name: newcomers\n  webhook_configs:\n  - url: http://127.0.0.1:1/\n- name: nobody\n"
    told = replaced(ROUTING, ("- name: dead_mans", f"{added}- name: dead_mans"))
    assert told == {"receiver newcomers": ["+ by webhook"], "receiver nobody": ["+ by nothing"]}
    told = replaced(ROUTING, ("- name: dead_mans", f"{added}- name: dead_mans"), back=True)
    assert told["receiver newcomers"] == ["- was told by webhook"]
    told = replaced(ROUTING, ("channel: '#ml-alerts'", "channel: '#alerts'"))
    assert told == {"receiver slack_ml_team": ["~ slack.channel #ml-alerts -> #alerts"]}


def test_inhibitions_and_windows_come_and_go(replaced: Between) -> None:
    """What silences what, and windows that no route names yet."""
    rule = "- source_matchers: ['a=\"1\"']\n  target_matchers: ['b=\"2\"']\n"
    told = replaced(ROUTING, ("inhibit_rules:\n", f"inhibit_rules:\n{rule}"))
    assert told == {"inhibition": ['+ {a="1"} silences {b="2"}']}
    told = replaced(ROUTING, ("inhibit_rules:\n", f"inhibit_rules:\n{rule}  equal: [c]\n"), back=True)
    assert told == {"inhibition": ['- {a="1"} silences {b="2"} about the same c']}
    window = "- name: never\n  time_intervals: []\n"
    told = replaced(ROUTING, ("time_intervals:\n- ", f"time_intervals:\n{window}- "))
    assert told == {"window never": ["+ routes may name it"]}
    told = replaced(ROUTING, ("time_intervals:\n- ", f"time_intervals:\n{window}- "), back=True)
    assert told == {"window never": ["- no route names it any more"]}


@pytest.mark.parametrize("broken", ["route: {receiver: somebody}\n", "a: [", "- list\n"])
def test_a_broken_routing_file_is_told_as_such(replaced: Between, broken: str) -> None:
    """A file that no Alertmanager loads hides nothing: all that is good again is told."""
    told = replaced(ROUTING, whole=broken, back=True)
    assert told["receiver finance"] == ["+ by slack and email"]
    assert "window working_hours" in told


def test_alerts_come_and_go(replaced: Between, shipped_files: dict[str, str]) -> None:
    """A new alert is told with its severity and what it says, and so is one that goes."""
    text = shipped_files[RULES]
    without = text[: text.index("  - alert: LLMErrorRateElevated")]
    sentence = "warning: More than 2% of checkout's calls to {{ $labels.model }} hav…"
    assert replaced(RULES, whole=without) == {"alert LLMErrorRateElevated": [f"- {sentence}"]}
    assert replaced(RULES, whole=without, back=True) == {"alert LLMErrorRateElevated": [f"+ {sentence}"]}


_COMPARED = 'ratio_rate5m{service="checkout"} > 0.05'


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ("    for: 5m", "    for: 6m", "~ waits 5m -> 6m before it fires"),
        ("    keep_firing_for: 5m", "    keep_firing_for: 6m", "~ stays 5m -> 6m after the last breach"),
        (">= 20", ">= 30", "~ least traffic 20 -> 30"),
        ("owner: ml-platform\n", "owner: ml-platform\n      team: a\n", "~ team none -> a"),
        ("      signal: error_ratio\n", "", "~ signal error_ratio -> none"),
        ("(limit 5%)", "(at 5%)", "~ summary …bels.model }} fail (limit 5%) -> …bels.model }} fail (at 5%)"),
        (_COMPARED, 'ratio_rate10m{service="checkout"} > 0.05', "~ window 5m -> 10m"),
        (_COMPARED, _COMPARED.replace(">", "* 2 >"), '"checkout"} * 2 > 0.05'),
        (_COMPARED, _COMPARED.replace("checkout", "other"), 'service="other"} > 0.05'),
    ],
)
def test_what_an_alert_may_change(replaced: Between, old: str, new: str, told: str) -> None:
    """Each field of an alert has its words; a condition of another form is shown."""
    (text,) = replaced(RULES, (old, new))["alert LLMHighErrorRate"]
    assert text == told or (text.startswith("~ condition …") and told in text)


def test_thresholds_of_budgets_are_shares(replaced: Between) -> None:
    """An alert on a budget has no signal, but its threshold is a share all the same."""
    told = replaced("rules/checkout.budget_monthly.rules.yml", ("> 0.8", "> 0.7"))
    assert told["alert LLMMonthlyBudgetUsed80Percent"] == ["~ warning threshold 80% -> 70%"]


def test_an_alert_without_labels_and_words(replaced: Between, compare: Compare) -> None:
    """Rules of others in our files are told by what they have."""
    bare = "  - alert: Bare\n    expr: up == 0\n"
    told = replaced(RULES, ("  - alert: LLMHigh", f"{bare}  - alert: LLMHigh"))
    assert told["alert Bare"] == ["+ no severity: up == 0"]
    other, named = bare.replace("0", "1"), bare + "    annotations: {summary: s}\n"
    assert compare({RULES: _GROUP + bare}, {RULES: _GROUP + other}) == {"alert Bare": ["~ threshold 0 -> 1"]}
    assert compare({RULES: _GROUP + bare}, {RULES: _GROUP + named}) == {"alert Bare": ["~ summary none -> s"]}


def test_recorded_series_and_groups(replaced: Between) -> None:
    """Recordings come, go and change; groups have another pace, order or content."""
    extra = "  - record: new:series\n    expr: 2 * sum(up)\n"
    told = replaced(RULES, ("  - alert: LLMHigh", f"{extra}  - alert: LLMHigh"))
    assert told == {"recorded series new:series": ["+ recorded from now on"]}
    told = replaced(RULES, ("  - alert: LLMHigh", f"{extra}  - alert: LLMHigh"), back=True)
    assert told == {"recorded series new:series": ["- no longer recorded"]}
    told = replaced(RULES, ("0 * sum by", "3 * sum by"))
    assert told == {"recorded series service_model:llm_errors:ratio_rate5m": ["~ factor 0 -> 3"]}
    told = replaced(RULES, ("sum by (model) (increase(", "max by (model) (increase("))
    assert told == {"recorded series service_model:llm_errors:ratio_count5m": ["~ computed in another way"]}
    told = replaced(RULES, ("  interval: 15s", "  interval: 30s"))
    assert told == {"rule group watchspec/checkout/error_ratio": ["~ evaluated every 15s -> 30s"]}
    told = replaced(RULES, ("name: watchspec/checkout/error_ratio", "name: watchspec/checkout/errors"))
    assert list(told) == ["rule group watchspec/checkout/errors"]


def test_rules_in_another_order(compare: Compare) -> None:
    """The order of rules in a group is part of what they do."""
    first, second = "  - record: a\n    expr: up\n", "  - record: b\n    expr: up\n"
    told = compare({RULES: _GROUP + first + second}, {RULES: _GROUP + second + first})
    assert told == {"rule group g": ["~ its rules in another order"]}


def test_another_text_of_the_same_rules_is_told_as_such(replaced: Between) -> None:
    """A comment, or spaces in PromQL, is no change of an alert, but the file still differs and that is said."""
    assert replaced(RULES, ("# G", "# g"), ("sum by (model) (", "sum by(model)(")) == {
        f"file {RULES}": ["~ in a way that has no words here; see the full difference"]
    }


@pytest.mark.parametrize("broken", ["a: [", "groups: 3", "groups:\n- name: x\n  rules: [{record: a}]\n", "{}"])
def test_a_broken_rule_file_holds_no_rules(replaced: Between, broken: str) -> None:
    """What Prometheus would not load is told as rules that are missing."""
    told = replaced(RULES, whole=broken, back=True)
    assert told["alert LLMHighErrorRate"][0].startswith("+ critical: ")


def test_expressions_that_are_no_promql_are_compared_as_texts(compare: Compare) -> None:
    """A broken expression of a live rule is still told apart from another."""
    rules = [f"{_GROUP}  - record: a\n    expr: {expr}\n" for expr in ("sum(", "sum((")]
    told = compare({RULES: rules[0]}, {RULES: rules[1]})
    assert told == {"recorded series a": ["~ computed in another way"]}


def test_panels_come_change_and_go(replaced: Between, shipped_files: dict[str, str]) -> None:
    """Panels are known by their titles; what they ask, show and where they stand is told apart."""
    board = json.loads(shipped_files[BOARD])
    new = json.loads(shipped_files[BOARD])
    panels = [panel for panel in new["panels"] if panel["type"] != "row"]
    panels[0]["title"], panels[1]["targets"] = "Another", []
    panels[2]["gridPos"], panels[3]["fieldConfig"], panels[3]["type"] = {}, {}, "text"
    new["panels"] = [*panels, {"title": "Last"}]
    new["refresh"], new["links"] = "1m", []
    old = [panel["title"] for panel in board["panels"] if panel["type"] != "row"]
    told = replaced(BOARD, whole=json.dumps(new))["dashboard checkout-overview"]
    assert "+ 2 panels added: Another, Last" in told
    assert f"- 1 panel removed: {old[0]}" in told
    assert f"~ panel {old[1]} asks another query" in told
    assert f"~ panel {old[3]} has other units, limits or colours and differs in type" in told
    assert "~ panels in other places" in told
    assert "~ refresh 30s -> 1m" in told
    assert any(text.startswith("~ links [{") for text in told)


def test_dashboards_come_and_go(shipped_files: dict[str, str], compare: Compare, replaced: Between) -> None:
    """A whole dashboard is told with its panels counted; a broken file is none."""
    without = {path: text for path, text in shipped_files.items() if path != BOARD}
    told = compare(without, shipped_files)
    assert told["dashboard checkout-overview"][0].startswith("+ ")
    assert told["dashboard checkout-overview"][0].endswith("panels: checkout: LLM overview")
    told = compare(shipped_files, without)
    assert told["dashboard checkout-overview"][0].startswith("- ")
    assert replaced(BOARD, whole="{", back=True)["dashboard checkout-overview"][0].startswith("+ ")


def test_settings_are_told_key_by_key(replaced: Between, shipped_files: dict[str, str]) -> None:
    """Scraping and the exporter: which key, from what to what."""
    told = replaced(PROMETHEUS, ("scrape_interval: 15s", "scrape_interval: 30s"), ("- service:8000", "- other:1"))
    assert told == {
        "Prometheus": [
            "~ global.scrape_interval 15s -> 30s",
            "~ scrape_configs.static_configs.targets service:8000 -> other:1",
        ]
    }
    settings = json.loads(shipped_files[EXPORTER])
    settings["features"] = ["a"]
    settings["new"] = 1
    settings["models"][1]["name"] = "other"
    del settings["service"]
    told = replaced(EXPORTER, whole=json.dumps(settings))
    assert told["exporter"] == [
        "~ service checkout removed",
        "~ models[1].name gpt-4o-mini -> other",
        '~ features ["support_chat","search_summary","product_copy"] -> ["a"]',
        "~ new 1 added",
    ]
    assert replaced(PROMETHEUS, ("scrape_interval: 15s", "scrape_interval: 15000ms")) == {
        f"file {PROMETHEUS}": ["~ in a way that has no words here; see the full difference"]
    }


@pytest.mark.parametrize(("path", "broken"), [(PROMETHEUS, "a: ["), (EXPORTER, "{"), (EXPORTER, "")])
def test_broken_settings_are_none(replaced: Between, compare: Compare, path: str, broken: str) -> None:
    """A file that can't be read is told as one that is not there."""
    subject = "exporter" if path == EXPORTER else "Prometheus"
    assert replaced(path, whole=broken, back=True)[subject] == [f"+ its settings, {path}"]
    assert replaced(path, whole=broken)[subject] == [f"- its settings, {path}"]
    # From one broken file to another there is no setting to tell of.
    assert list(compare({path: broken}, {path: "[: "})) == [f"file {path}"]


def test_other_files_are_counted_by_kind(shipped_files: dict[str, str], compare: Compare) -> None:
    """Tests, runbooks, tables and texts are no configuration: they are told by kind."""
    names = ("rules/tests/a.test.yml", "rules/tests/b.test.yml", "rules/c.detection.yml", "other")
    more = {**shipped_files, **dict.fromkeys(names, "x"), "alertmanager/templates/watchspec.tmpl": "x"}
    told = compare(shipped_files, more)
    assert told == {
        "texts of notifications": ["~ alertmanager/templates/watchspec.tmpl"],
        "other files": ["+ other"],
        "table of detection times": ["+ rules/c.detection.yml"],
        "unit tests of rules": ["+ 2 files"],
    }
    told = compare(more, shipped_files)
    assert told["unit tests of rules"] == ["- 2 files"]
