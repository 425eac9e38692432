"""`watchspec plan` and `apply` with real Prometheus and Alertmanager processes, failures at each step included."""

from __future__ import annotations

import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.cli.planned import planned
from watchspec_generators.edge import http
from watchspec_generators.edge.applying import files as applying
from watchspec_generators.edge.applying.journal import NotApplied
from watchspec_generators.edge.live.files import alertmanager_at, prometheus_at
from watchspec_generators.targets import files

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from urllib.request import Request

    from .conftest import Place

pytestmark = pytest.mark.binary
RULES = "rules/shop.error_ratio.rules.yml"
_SLOW = """\
  - name: Slow
    signal: latency_p95
    above: 10s
    severity: critical
    summary: "Slow"
    description: "Slow."
    runbook: "Look."
"""


def _changes(told: dict[str, Any]) -> set[tuple[str, str, tuple[str, ...]]]:
    (target,) = told["targets"]
    return {(each["subject"], each["text"], tuple(each["where"])) for each in target["changes"]}


def test_nothing_to_do_is_exit_0_and_an_edit_exit_1(place: Place) -> None:
    """What runs is what was generated, on both servers; an edit is told by meaning, and a plan writes nothing."""
    same = place.run("plan")
    assert (same.exit_code, same.stdout) == (0, "nothing to do: what is live is what the spec says\n")
    before = place.prints()
    place.edit("above: 5%", "above: 3%")
    shown = place.run("plan", "--diff")
    assert shown.exit_code == 1
    assert "    ~ critical threshold 5% -> 3%  [files, Prometheus]" in shown.stdout
    added = [line for line in shown.stdout.splitlines() if line.startswith("+")]
    assert any('{service="shop"} > 0.03' in line for line in added)
    assert place.prints() == before


def test_the_files_alone(place: Place) -> None:
    """Where no server can be reached, a plan can be about the files alone."""
    place.edit("above: 5%", "above: 3%")
    place.prometheus.stop()
    assert place.run("plan").exit_code == 3
    shown = place.run("plan", "--files-only")
    assert shown.exit_code == 1
    assert "    ~ critical threshold 5% -> 3%  [files]" in shown.stdout


def test_a_plan_only_reads(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a plan asks of servers, it asks by GET."""
    asked: list[tuple[str, str]] = []

    def recorded(request: Request, timeout: float) -> object:
        asked.append((request.get_method(), request.full_url.partition("/api/")[2]))
        return directly(request, timeout=timeout)

    directly = http.open_directly
    monkeypatch.setattr(http, "open_directly", recorded)
    place.edit("above: 5%", "above: 3%")
    assert place.run("plan").exit_code == 1
    assert asked == [("GET", "v1/rules"), ("GET", "v1/status/config"), ("GET", "v2/status"), ("GET", "")]


def test_apply_does_the_plan_and_leaves_nothing_to_do(place: Place) -> None:
    """A threshold, an hour of the night and a receiver: written, reloaded, and running."""
    place.edit("above: 5%", "above: 3%")
    place.edit("receiver: chat\n  routes", "receiver: heartbeat\n  routes")
    place.edit("      receiver: heartbeat\n", "      receiver: chat\n")
    planned = place.data("plan")
    assert ("alert HighErrors", "critical threshold 5% -> 3%", ("files", "Prometheus")) in _changes(planned)
    assert ("receiver chat", "no longer told of HighErrors", ("files", "Alertmanager")) in _changes(planned)
    assert ("receiver heartbeat", "now told of HighErrors", ("files", "Alertmanager")) in _changes(planned)
    done = place.data("apply", "--yes", "--expect", str(planned["fingerprint"]))
    assert done["complete"] is True
    assert [text.split(" ")[0] for text in done["done"]] == ["checked", "wrote", "Prometheus", "Alertmanager"]
    assert "> 0.03" in str(prometheus_at(place.prometheus.url).rules)
    assert place.run("plan").exit_code == 0


def test_another_plan_than_the_one_that_was_looked_at_is_refused(place: Place) -> None:
    """Between plan and apply somebody edits the spec: the fingerprint is another one, nothing is done."""
    before = place.prints()
    place.edit("above: 5%", "above: 3%")
    fingerprint = str(place.data("plan")["fingerprint"])
    place.edit("above: 3%", "above: 2%")
    refused = place.run("apply", "--yes", "--expect", fingerprint)
    assert refused.exit_code == 1
    assert f"not {fingerprint}; nothing was changed" in refused.stderr
    assert place.prints() == before


def test_without_anybody_to_ask_apply_wants_to_be_told(place: Place) -> None:
    """No terminal and no --yes: exit 2, nothing done."""
    before = place.prints()
    place.edit("above: 5%", "above: 3%")
    assert place.run("apply").exit_code == 2
    assert place.prints() == before


def test_files_written_and_then_interrupted_are_completed_by_a_second_run(place: Place) -> None:
    """All files are there, no server has read them: the plan is two reloads, and applying does those."""
    place.edit("above: 5%", "above: 3%")
    place.edit("receiver: chat\n  routes", "receiver: heartbeat\n  routes")
    place.edit("      receiver: heartbeat\n", "      receiver: chat\n")
    assert place.run("generate").exit_code == 0
    (target,) = place.data("plan")["targets"]
    assert [step.split(" ")[0] for step in target["steps"]] == ["check", "reload", "reload"]
    assert ("alert HighErrors", "critical threshold 5% -> 3%", ("Prometheus",)) in _changes(place.data("plan"))
    assert place.run("apply", "--yes").exit_code == 0
    assert place.run("plan").exit_code == 0


def test_texts_of_notifications_that_nobody_has_read_are_noticed(place: Place) -> None:
    """Alertmanager shows no templates, but tells when it last read its files."""
    path = place.folder / "alertmanager/templates/watchspec.tmpl"
    text = path.read_text()
    path.write_text(text + "\n")
    path.write_text(text)
    assert _changes(place.data("plan")) == {
        ("texts of notifications", "written after Alertmanager last read its files", ("Alertmanager",))
    }
    assert place.run("apply", "--yes").exit_code == 0
    assert place.run("plan").exit_code == 0


def test_texts_of_notifications_that_change_are_read_anew(place: Place) -> None:
    """A template that differs is written, and Alertmanager reads it."""
    place.edit("{{/* Generated", "{{/* Made", "alertmanager/templates/watchspec.tmpl")
    place.edit("Made", "Generated by watchspec from monitoring.yaml; edits are overwritten. */}}\n{{/* x",
               "alertmanager/templates/watchspec.tmpl")  # fmt: skip
    before = alertmanager_at(place.alertmanager.url).read_at
    assert place.run("apply", "--yes").exit_code == 0
    assert alertmanager_at(place.alertmanager.url).read_at > before


def test_what_somebody_changed_on_the_server_is_told_and_set_right(place: Place) -> None:
    """Rules edited behind our back and reloaded: drift in files and in Prometheus, gone after apply."""
    place.edit("> 0.05", "> 0.5", RULES)
    http.reload(place.prometheus.url)
    assert ("alert HighErrors", "critical threshold 50% -> 5%", ("files", "Prometheus")) in _changes(place.data("plan"))
    assert place.run("apply", "--yes").exit_code == 0
    assert place.run("plan").exit_code == 0


def test_a_server_that_is_gone_is_exit_3_for_both(place: Place) -> None:
    """Neither plan nor apply guesses what a silent server runs, and both name every one that is silent."""
    before = place.prints()
    place.edit("above: 5%", "above: 3%")
    place.prometheus.stop()
    place.alertmanager.stop()
    for command in ("plan", "apply"):
        answer = place.run(command)
        assert answer.exit_code == 3
        assert place.prometheus.url in answer.stderr
        assert place.alertmanager.url in answer.stderr
    assert place.prints() == before


def test_another_server_is_no_prometheus(place: Place, serve: Callable[..., str]) -> None:
    """Something that answers with other JSON is named, and nothing is done."""
    place.edit(place.prometheus.url, serve(lambda _: (200, b"{}", 2)))
    answer = place.run("plan")
    assert answer.exit_code == 3
    assert "answers, but not as Prometheus does" in answer.stderr


def test_a_server_that_dies_before_its_reload_brings_the_files_back(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alertmanager goes after Prometheus was reloaded: files and Prometheus are as before, and that is said."""
    before = place.prints()
    place.edit("above: 5%", "above: 3%")
    place.edit("receiver: chat\n  routes", "receiver: heartbeat\n  routes")
    place.edit("      receiver: heartbeat\n", "      receiver: chat\n")

    def reload(url: str) -> None:
        if url == place.alertmanager.url:
            place.alertmanager.stop()
        http.reload(url)

    monkeypatch.setattr(applying, "reload", reload)
    answer = place.run("apply", "--yes")
    assert answer.exit_code == 1
    assert "the former files are back" in answer.stderr
    assert f"Prometheus at {place.prometheus.url} runs the former files again" in answer.stderr
    assert "Alertmanager was not reloaded with them" in answer.stderr
    assert place.prints() == before
    assert "> 0.05" in str(prometheus_at(place.prometheus.url).rules)


def test_a_reload_that_is_refused_brings_the_files_back(place: Place) -> None:
    """Another file of the folder is broken, which no check of ours sees: Prometheus refuses, all is as before."""
    (place.folder / "rules" / "foreign.rules.yml").write_text("groups: 3\n")
    before = place.prints()
    place.edit("above: 5%", "above: 3%")
    answer = place.run("apply", "--yes")
    assert answer.exit_code == 1
    assert "answered 500" in answer.stderr
    assert "the former files are back" in answer.stderr
    assert place.prints() == before
    assert "> 0.05" in str(prometheus_at(place.prometheus.url).rules)


def test_a_reload_alone_that_is_refused_leaves_the_files(place: Place) -> None:
    """The files were there before: there is nothing to bring back, and the server keeps what it ran."""
    place.edit("above: 5%", "above: 3%")
    assert place.run("generate").exit_code == 0
    (place.folder / "rules" / "foreign.rules.yml").write_text("groups: 3\n")
    told = place.data("apply", "--yes")
    assert told["complete"] is False
    assert "no file was written, so that there is nothing to bring back" in str(told["failed"])


def test_a_server_that_reads_another_folder_is_noticed(
    place: Place, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reload is taken but changes nothing, since the files are elsewhere: said, and brought back."""
    monkeypatch.setattr(applying, "_PATIENCE_SECONDS", 0)
    shutil.copy(place.spec, tmp_path)
    shutil.copytree(place.folder / "rules", tmp_path / "rules")
    other = type(place)(tmp_path, place.prometheus, place.alertmanager)
    other.edit("above: 5%", "above: 3%")
    answer = other.run("apply", "--yes")
    assert answer.exit_code == 1
    assert f"does not run what is in {tmp_path}; does it read that folder?" in answer.stderr
    assert "> 0.05" in (tmp_path / RULES).read_text()


def test_rules_that_promtool_refuses_are_not_written(place: Place) -> None:
    """What only the real program finds wrong stops before the first file."""
    before = place.prints()
    (made,) = planned("apply", place.spec, None, None)
    broken = replace(made.wanted, files={**made.wanted.files, RULES: "groups: 3\n"})
    plan = files.plan(made.live, broken)
    assert plan.writes == (RULES,)
    with pytest.raises(NotApplied, match=r"promtool 3\.\d+ refuses rules/shop.*nothing was changed"):
        applying.apply(plan, made.live, broken, "monitoring.yaml", print)
    assert place.prints() == before


def test_a_file_in_the_way_is_named_and_nothing_is_changed(place: Place) -> None:
    """A file of somebody's own where a new one has to be: nothing is written, and its name is said."""
    (place.folder / "rules/tests/shop.Slow.test.yml").write_text("mine\n")
    place.edit("  - name: Watchdog\n    signal", f"{_SLOW}  - name: Watchdog\n    signal")
    before = place.prints()
    answer = place.run("apply", "--yes")
    assert answer.exit_code == 1
    assert "rules/tests/shop.Slow.test.yml: there already, and not generated by watchspec" in answer.stderr
    assert place.prints() == before


def test_a_file_that_somebody_changes_meanwhile_is_left_alone(place: Place) -> None:
    """Between plan and apply a file is edited: nothing is written over it."""
    place.edit("above: 5%", "above: 3%")
    (made,) = planned("apply", place.spec, None, None)
    place.edit("> 0.05", "> 0.4", RULES)
    before = place.prints()
    assert isinstance(made.plan, files.FilesPlan)
    with pytest.raises(NotApplied, match="somebody has changed files"):
        applying.apply(made.plan, made.live, made.wanted, "monitoring.yaml", print)
    assert place.prints() == before


def test_files_alone_need_no_server(place: Place) -> None:
    """A spec without servers: plan and apply are about the folder, and stale files go."""
    place.edit("live: ", "# live: ")
    place.edit("> 0.05", "> 0.5", RULES)
    assert place.run("apply", "--yes").exit_code == 0
    assert "> 0.05" in (place.folder / RULES).read_text()
    assert place.run("plan").exit_code == 0


def test_an_interrupted_apply_says_what_was_done_and_a_second_one_completes_it(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ctrl-C before the reload: the files are written and that is said; the next apply reloads."""

    def interrupted(_: str) -> None:
        raise KeyboardInterrupt

    place.edit("above: 5%", "above: 3%")
    with monkeypatch.context() as patched:
        patched.setattr(applying, "reload", interrupted)
        answer = place.run("apply", "--yes")
    assert answer.exit_code != 0
    assert "done: wrote or removed" in answer.stdout
    assert "interrupted; another `watchspec apply` does the rest" in answer.stderr
    again = place.data("apply", "--yes")
    assert [text.split(" ")[0] for text in again["done"]] == ["checked", "Prometheus"]
    assert place.run("plan").exit_code == 0
