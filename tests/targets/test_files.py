"""Tests of watchspec_generators.targets: plans of what servers say of themselves, which no server is needed for."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from importlib import import_module
from typing import TYPE_CHECKING, Any

import pytest
import yaml

from watchspec_generators.meaning import World
from watchspec_generators.spec.shape import Alertmanager
from watchspec_generators.targets import files, target_names
from watchspec_generators.targets.files import Live, LiveAlertmanager, LivePrometheus, config_hash
from watchspec_generators.targets.showing import as_data, as_lines, fingerprint
from watchspec_generators.targets.types import Found, Wanted

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

ROUTING = "alertmanager/alertmanager.yml"
TEMPLATES = "alertmanager/templates/watchspec.tmpl"
RULES = "rules/checkout.error_ratio.rules.yml"


def _wanted(monitoring: Monitoring) -> Wanted:
    modules = [import_module(f"watchspec_generators.steps.{step}") for step in ("alertmanager", "prometheus", "rules")]
    texts = {artefact.path: artefact.text for module in modules for artefact in module.build(monitoring)}
    return Wanted(texts, World(monitoring, date(2026, 11, 23)))


@pytest.fixture
def wanted(shipped: Monitoring) -> Wanted:
    """What the shipped spec generates for servers."""
    return _wanted(shipped)


def _told_rules(texts: dict[str, str]) -> dict[str, Any]:
    """What Prometheus answers if it runs these rule files."""
    groups = [
        group for path, text in texts.items() if path.endswith(".rules.yml") for group in yaml.safe_load(text)["groups"]
    ]
    return {"data": {"groups": [{"name": each["name"], "interval": _seconds(each["interval"]),
                                 "rules": [_told(rule) for rule in each["rules"]]} for each in groups]}}  # fmt: skip


def _told(rule: dict[str, Any]) -> dict[str, Any]:
    times = {"duration": _seconds(rule.get("for", "0s")), "keepFiringFor": _seconds(rule.get("keep_firing_for", "0s"))}
    kind = "alerting" if "alert" in rule else "recording"
    name = rule.get("alert") or rule["record"]
    kept: dict[str, Any] = {key: rule[key] for key in ("labels", "annotations") if key in rule}
    return {"name": name, "type": kind, "query": rule["expr"], **times, **kept}


def _seconds(written: str) -> float:
    return float(written[:-1]) * {"s": 1, "m": 60, "h": 3600, "d": 86_400}[written[-1]]


@pytest.fixture
def live(wanted: Wanted) -> Live:
    """Files and servers as they should be."""
    texts = dict(wanted.files)
    prometheus = LivePrometheus("http://prometheus", _told_rules(texts), texts["rules/prometheus.yml"])
    told = texts[ROUTING].replace("send_resolved: true", "send_resolved: true\n    timeout: 0s")
    alertmanager = LiveAlertmanager("http://alertmanager", told, config_hash(texts[ROUTING]), 100.0)
    return Live("/out", texts, 99.0, prometheus, alertmanager)


def test_the_targets_are_found_by_name() -> None:
    """A module of the package is a target; those that they share are none."""
    assert "files" in target_names()
    assert "types" not in target_names()


def test_what_is_as_it_should_be_leaves_nothing_to_do(live: Live, wanted: Wanted) -> None:
    """No change, no step, no text."""
    plan = files.plan(live, wanted)
    assert (plan.found, plan.steps, plan.diffs, plan.differs) == ((), (), (), False)
    assert live.prometheus is not None
    assert live.alertmanager is not None
    assert files.prometheus_changes(live.prometheus, wanted) == ()
    assert files.alertmanager_changes(live.alertmanager, wanted) == ()
    assert list(as_lines([plan], colour=False, diff=True)) == ["nothing to do: what is live is what the spec says"]


def test_an_edit_is_one_change_in_two_places(live: Live, edited: Callable[..., Monitoring]) -> None:
    """Files and Prometheus differ in the same way: told once, with both; Alertmanager is left alone."""
    wanted = _wanted(edited(("above: 5%\n    for: 5m", "above: 3%\n    for: 5m")))
    plan = files.plan(live, wanted)
    (found,) = plan.found
    assert (found.change.text, found.where) == ("critical threshold 5% -> 3%", ("files", "Prometheus"))
    assert plan.steps == (
        "check all files with promtool and amtool",
        "write 1 file below /out",
        "reload Prometheus at http://prometheus and see that it runs what was written",
    )
    assert (plan.writes, plan.reload_prometheus, plan.reload_alertmanager) == ((RULES,), True, False)
    assert any(diff.startswith(f"--- {RULES}\n") for diff in plan.diffs)
    assert any(diff.startswith("--- Prometheus: group watchspec/checkout/error_ratio") for diff in plan.diffs)


def test_files_alone(live: Live, wanted: Wanted) -> None:
    """Without servers there is nothing to reload; a file that is no longer generated goes."""
    old = {**live.files, "rules/old.rules.yml": "groups: []\n"}
    del old[TEMPLATES]
    plan = files.plan(replace(live, files=old, prometheus=None, alertmanager=None), wanted)
    assert plan.steps[1:] == ("write 1 file below /out", "remove 1 file below /out")
    assert (plan.removes, plan.reload_prometheus, plan.reload_alertmanager) == (("rules/old.rules.yml",), False, False)


def test_rules_that_prometheus_does_not_run(live: Live, wanted: Wanted) -> None:
    """A group that is missing or too much is drift; groups of others are none of ours."""
    assert live.prometheus is not None
    groups = live.prometheus.rules["data"]["groups"]
    missing = [group for group in groups if not group["name"].endswith("/error_ratio")]
    foreign = {"name": "node", "interval": 15, "rules": []}
    stale = {"name": "watchspec/checkout/stale", "interval": 15, "rules": [_told({"record": "old", "expr": "up"})]}
    answer = {"data": {"groups": [*missing, foreign, stale]}}
    plan = files.plan(replace(live, prometheus=replace(live.prometheus, rules=answer)), wanted)
    assert {found.change.subject for found in plan.found if found.change.action == "remove"} == {"recorded series old"}
    assert "alert LLMHighErrorRate" in {found.change.subject for found in plan.found}
    assert {found.where for found in plan.found} == {("Prometheus",)}
    assert "node" not in "".join(plan.diffs)
    assert any("/dev/null" in diff for diff in plan.diffs)


def test_scraping_that_prometheus_does_otherwise(live: Live, wanted: Wanted) -> None:
    """Its own configuration, defaults filled in, is compared by what the spec says."""
    assert live.prometheus is not None
    config = live.prometheus.config.replace("'*.rules.yml'", "/etc/prometheus/*.rules.yml")
    same = replace(live, prometheus=replace(live.prometheus, config=f"{config}storage: {{tsdb: {{}}}}\n"))
    assert not files.plan(same, wanted).differs
    other = replace(live, prometheus=replace(live.prometheus, config=config.replace("service:8000", "other:1")))
    (found,) = files.plan(other, wanted).found
    assert found.change.text == "scrape_configs.static_configs.targets other:1 -> service:8000"


def test_no_scraping_of_ours_is_none_to_compare(live: Live, wanted: Wanted) -> None:
    """Where the spec names no targets, Prometheus' own configuration is somebody else's."""
    without = {path: text for path, text in wanted.files.items() if path != "rules/prometheus.yml"}
    assert live.prometheus is not None
    foreign = replace(live, files=without, prometheus=replace(live.prometheus, config="global: {}\n"))
    assert not files.plan(foreign, replace(wanted, files=without)).differs


def test_an_alertmanager_with_another_file(live: Live, wanted: Wanted) -> None:
    """Another hash is another file, be it that its meaning is the same; secrets and defaults are no difference."""
    assert live.alertmanager is not None
    told = live.alertmanager.config.replace(
        "routing_key_file: /etc/alertmanager/secrets/pagerduty_routing_key", "routing_key_file: <secret>"
    )
    other = replace(live, alertmanager=replace(live.alertmanager, config=told, config_hash=1.0))
    (found,) = files.plan(other, wanted).found
    assert (found.change.subject, found.where) == (f"file {ROUTING}", ("Alertmanager",))
    moved = replace(other, alertmanager=replace(live.alertmanager, config=told.replace("15m", "30m"), config_hash=1.0))
    plan = files.plan(moved, wanted)
    assert plan.found[0].change.text.endswith("every 30m -> 15m")
    assert plan.diffs[0].startswith("--- Alertmanager: configuration")
    assert plan.reload_alertmanager


def test_secrets_that_are_filled_in_later(live: Live, shipped: Monitoring) -> None:
    """An Alertmanager that reads a copy with secrets in it has another hash: the meaning decides."""
    wanted = _wanted(replace(shipped, alertmanager=Alertmanager(version="0.25")))
    assert live.alertmanager is not None
    copied = replace(live.alertmanager, config=wanted.files[ROUTING], config_hash=1.0)
    running = replace(live, files=wanted.files, alertmanager=copied)
    assert not files.plan(running, wanted).differs


def test_texts_that_were_written_after_they_were_read(live: Live, wanted: Wanted) -> None:
    """Templates are no part of what Alertmanager tells, but when it last read them is."""
    plan = files.plan(replace(live, templates_written_at=101.0), wanted)
    assert [found.change.text for found in plan.found] == ["written after Alertmanager last read its files"]
    assert plan.reload_alertmanager
    other = files.plan(replace(live, files={**live.files, TEMPLATES: "x"}), wanted)
    assert other.reload_alertmanager
    alone = replace(live, files={**live.files, TEMPLATES: "x"}, alertmanager=None)
    assert not files.plan(alone, wanted).reload_alertmanager


def test_plans_in_words_and_as_data(live: Live, edited: Callable[..., Monitoring]) -> None:
    """People see subjects, marks, places and steps; machines the same; texts only if they ask."""
    plan = files.plan(live, _wanted(edited(("above: 5%\n    for: 5m", "above: 3%\n    for: 5m"))))
    lines = list(as_lines([plan], colour=False, diff=False))
    assert lines[:3] == [
        "files and reload",
        "  alert LLMHighErrorRate",
        "    ~ critical threshold 5% -> 3%  [files, Prometheus]",
    ]
    assert lines[-1] == f"plan {fingerprint([plan])}; `watchspec apply` does exactly this"
    assert any(line.startswith(f"--- {RULES}") for line in as_lines([plan], colour=False, diff=True))
    assert "\x1b[33m~\x1b[0m" in "\n".join(as_lines([plan], colour=True, diff=False))
    data = as_data([plan], diff=False)
    assert data["differs"] is True
    assert data["targets"][0]["changes"][0]["where"] == ["files", "Prometheus"]
    assert "diffs" not in data["targets"][0]
    assert as_data([plan], diff=True)["targets"][0]["diffs"] == list(plan.diffs)


def test_what_is_only_reported(live: Live, edited: Callable[..., Monitoring]) -> None:
    """A change that nothing will be done about says why, and is no step; another plan has another fingerprint."""
    plan = files.plan(live, _wanted(edited(("above: 5%\n    for: 5m", "above: 3%\n    for: 5m"))))
    kept = replace(plan, steps=(), found=(Found(plan.found[0].change, ("Grafana",), "edited by hand"),))
    lines = list(as_lines([kept], colour=False, diff=False))
    assert lines[2] == "    ~ critical threshold 5% -> 3%; not done: edited by hand  [Grafana]"
    assert lines[-1] == "nothing will be done about these"
    assert fingerprint([kept]) != fingerprint([plan])
