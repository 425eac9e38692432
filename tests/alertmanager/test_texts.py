"""Notifications read well, and nothing in an alert can break out of its place in them."""

from __future__ import annotations

import re
from html import escape
from typing import TYPE_CHECKING, Any

import pytest

from watchspec_generators.alertmanager.samples import group, samples
from watchspec_generators.alertmanager.texts import templates
from watchspec_generators.edge.proofs.amtool_templates import render
from watchspec_generators.edge.proofs.proof import tools_of

if TYPE_CHECKING:
    from pathlib import Path

    from watchspec_generators.edge.tools import Tool
    from watchspec_generators.model import Monitoring

pytestmark = pytest.mark.binary
RUNBOOK = "https://github.com/example/checkout/blob/main/docs/runbooks/checkout.md"
BOARD = "http://localhost:3000/d/checkout-overview?var-service=checkout"
DASHBOARD = f"{BOARD}&viewPanel=10&from=1795392000000&to=now"
"""The panel on errors, from three hours before the alert."""


@pytest.fixture(scope="module", params=["current", "oldest"])
def amtool(request: pytest.FixtureRequest) -> Tool:
    """Both ends of the range of versions."""
    current, oldest = tools_of("amtool")
    return current if request.param == "current" else oldest


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The generated texts."""
    place = tmp_path_factory.mktemp("texts") / "watchspec.tmpl"
    place.write_text(templates(), encoding="utf-8")
    return place


def shown(amtool: Tool, file: Path, name: str, data: dict[str, Any]) -> str:
    """What one named template makes of `data`."""
    kind = "html" if name.endswith("html") else "text"
    return render(amtool, file, [f"watchspec.{name}"], kind, data)[0]


def test_slack_on_one_alert(amtool: Tool, file: Path, shipped: Monitoring) -> None:
    """What fails, how badly, since when, whose it is, and where to go."""
    data = samples(shipped)["one firing"]
    assert shown(amtool, file, "slack.title", data) == "FIRING: LLMHighErrorRate on checkout (gpt-4o)"
    assert shown(amtool, file, "slack.color", data) == "danger"
    assert shown(amtool, file, "slack.text", data) == (
        "*6% of calls to gpt-4o fail (limit 5%)*\n"
        "More than 5% of checkout's calls to gpt-4o have failed over 5m, for 5m.\n"
        "LLMHighErrorRate, critical, since 2026-11-23 03:00:00 UTC, owner ml-platform, model gpt-4o\n"
        f"<{RUNBOOK}#llmhigherrorrate|Runbook> <{escape(DASHBOARD)}|Dashboard>\n"
    )


def test_slack_on_what_is_over(amtool: Tool, file: Path, shipped: Monitoring) -> None:
    """A resolved alert tells how long it lasted."""
    data = samples(shipped)["one resolved"]
    assert shown(amtool, file, "slack.title", data) == "RESOLVED: LLMHighErrorRate on checkout (gpt-4o)"
    assert shown(amtool, file, "slack.color", data) == "good"
    lasted = "from 2026-11-23 03:00:00 to 2026-11-23 03:12:30 UTC, lasted 12m30s"
    text = shown(amtool, file, "slack.text", data)
    assert lasted in text
    assert f"<{escape(DASHBOARD.replace('to=now', 'to=1795403550000'))}|Dashboard>" in text


def test_slack_on_some_of_each(amtool: Tool, file: Path, shipped: Monitoring) -> None:
    """Alerts are parted by an empty line, and resolved ones come last, under a heading of their own."""
    alerts = samples(shipped)["firing and resolved"]["alerts"]
    working = next(alert for alert in alerts if alert["labels"]["alertname"] == "Watchdog")
    resolved_one = {**working, "status": alerts[-1]["status"], "endsAt": alerts[-1]["endsAt"]}
    text = shown(amtool, file, "slack.text", group([alerts[0], alerts[1], resolved_one], ("service",)))
    firing, heading, resolved = text.partition("\n:white_check_mark: Resolved:\n")
    assert [part.splitlines()[0] for part in firing.split("\n\n")] == [
        "*6% of calls to gpt-4o fail (limit 5%)*",
        "*2.4% of calls to gpt-4o fail (limit 2%)*",
    ]
    assert heading
    assert resolved.startswith("*Alerting works*\n")


def test_many_alerts_are_cut_short(amtool: Tool, file: Path, shipped: Monitoring) -> None:
    """Ten alerts are shown, and how many there are in all."""
    data = samples(shipped)["several firing"]
    count = len(data["alerts"])
    assert shown(amtool, file, "slack.title", data) == f"FIRING ({count}): Several alerts on checkout"
    assert shown(amtool, file, "slack.text", data).count("|Runbook>") == 10
    assert shown(amtool, file, "slack.text", data).endswith(f"_the first 10 of {count}_\n")
    assert shown(amtool, file, "email.html", data).count(">Runbook</a>") == 10
    assert f"(the first 10 of {count})" in shown(amtool, file, "email.text", data)


def test_pagerduty(amtool: Tool, file: Path, shipped: Monitoring) -> None:
    """One line for the phone, the whole for the incident's page."""
    data = samples(shipped)["one firing"]
    line = "FIRING: LLMHighErrorRate on checkout (gpt-4o): 6% of calls to gpt-4o fail (limit 5%)"
    assert shown(amtool, file, "pagerduty.description", data) == line
    assert f"  Runbook: {RUNBOOK}#llmhigherrorrate\n" in shown(amtool, file, "pagerduty.firing", data)
    assert shown(amtool, file, "pagerduty.resolved", data) == "none"
    assert shown(amtool, file, "owner", data) == "ml-platform"
    assert shown(amtool, file, "runbook_url", data) == f"{RUNBOOK}#llmhigherrorrate"


@pytest.mark.parametrize(
    ("severities", "expected"),
    [(["critical"], "critical"), (["warning"], "warning"), (["none"], "info"), (["warning", "critical"], "critical")],
)
def test_pagerduty_s_own_severities(
    amtool: Tool, file: Path, shipped: Monitoring, severities: list[str], expected: str
) -> None:
    """PagerDuty refuses a severity that it doesn't know, and a mixed group is as urgent as its worst."""
    sample = samples(shipped)["one firing"]["alerts"][0]
    alerts = [{**sample, "labels": {**sample["labels"], "severity": severity}} for severity in severities]
    assert shown(amtool, file, "pagerduty.severity", group(alerts, ("service",))) == expected


def test_mail(amtool: Tool, file: Path, shipped: Monitoring) -> None:
    """The subject is the title, and both parts carry the links."""
    data = samples(shipped)["firing and resolved"]
    count = len(data["alerts"]) // 2
    assert shown(amtool, file, "email.subject", data) == f"FIRING ({count}): Several alerts on checkout"
    for part in ("email.text", "email.html"):
        text = shown(amtool, file, part, data)
        assert text.index("Firing") < text.index("Resolved")
        assert f"{RUNBOOK}#llmhigherrorrate" in text
        assert (escape(DASHBOARD) if part.endswith("html") else DASHBOARD) in text


def test_an_alert_of_somebody_else(amtool: Tool, file: Path) -> None:
    """An alert without our labels and annotations still makes a notification."""
    alert = {
        "status": "firing",
        "labels": {},
        "annotations": {},
        "startsAt": "2026-11-23T03:00:00Z",
        "endsAt": "0001-01-01T00:00:00Z",
    }
    data = group([alert], ())
    assert shown(amtool, file, "slack.title", data) == "FIRING: Several alerts"
    assert shown(amtool, file, "slack.text", data).startswith("*An alert without a name*\nsince 2026")
    assert shown(amtool, file, "pagerduty.severity", data) == "critical"
    assert shown(amtool, file, "runbook_url", data) == "http://alertmanager:9093"


HOSTILE = "<b>&\"'</b> <!channel> {{ .X }} <script>x()</script>"


@pytest.fixture
def hostile(shipped: Monitoring) -> dict[str, Any]:
    """An alert whose every text tries to be markup."""
    alert = samples(shipped)["one firing"]["alerts"][0]
    texts = {"summary": HOSTILE, "description": HOSTILE, "runbook_url": "javascript:x()", "dashboard_url": '"><b>'}
    return group(
        [{**alert, "labels": {**alert["labels"], "model": HOSTILE}, "annotations": texts}], ("service", "model")
    )


def test_mail_keeps_markup_as_text(amtool: Tool, file: Path, hostile: dict[str, Any]) -> None:
    """No tag and no script address comes out of an annotation or label."""
    html = shown(amtool, file, "email.html", hostile)
    assert "&lt;b&gt;&amp;" in html
    tags = {tag.lower() for tag in re.findall(r"<\s*/?([a-zA-Z!]+)", html)}
    assert tags == {"!doctype", "html", "head", "meta", "body", "div", "h", "p", "a"}
    assert "javascript:" not in html


def test_slack_keeps_markup_as_text(amtool: Tool, file: Path, hostile: dict[str, Any]) -> None:
    """Nobody is called to the channel by a label, and braces stay braces."""
    for part in ("slack.title", "slack.text"):
        text = shown(amtool, file, part, hostile)
        assert "&lt;!channel&gt; {{ .X }}" in text
        assert "<!" not in text
        assert "<b" not in text


def test_discord_and_teams_on_one_alert(amtool: Tool, file: Path, shipped: Monitoring) -> None:
    """Summary in bold, what it means, since when and whose, and two links."""
    data = samples(shipped)["one firing"]
    text = (
        "**6% of calls to gpt-4o fail (limit 5%)**\n\n"
        "More than 5% of checkout's calls to gpt-4o have failed over 5m, for 5m.\n\n"
        "LLMHighErrorRate, critical, since 2026-11-23 03:00:00 UTC, owner ml-platform, model gpt-4o\n\n"
        f"[Runbook]({RUNBOOK}#llmhigherrorrate) [Dashboard]({DASHBOARD})\n\n"
    )
    assert shown(amtool, file, "discord.message", data) == text
    assert shown(amtool, file, "msteams.text", data) == text
    assert shown(amtool, file, "discord.title", data) == "FIRING: LLMHighErrorRate on checkout (gpt-4o)"
    assert shown(amtool, file, "msteams.title", data) == "FIRING: LLMHighErrorRate on checkout (gpt-4o)"


def test_telegram_and_opsgenie_on_some_of_each(amtool: Tool, file: Path, shipped: Monitoring) -> None:
    """Resolved alerts come last, under a heading of their own."""
    alerts = samples(shipped)["firing and resolved"]["alerts"]
    over = {each["labels"]["alertname"]: each for each in alerts if each["status"] == "resolved"}
    data = group([alerts[0], over["Watchdog"]], ("service",))
    for name in ("telegram.message", "opsgenie.description"):
        text = shown(amtool, file, name, data)
        assert re.search(r"\* 6% of calls.*\nResolved:\n\* Alerting works", text, re.DOTALL), text


@pytest.mark.parametrize(
    ("severity", "priority"), [("critical", "P1"), ("warning", "P3"), ("info", "P5"), ("none", "P5"), ("odd", "P1")]
)
def test_opsgenies_priority(amtool: Tool, file: Path, shipped: Monitoring, severity: str, priority: str) -> None:
    """A page is P1, and so is what nobody knows."""
    data = samples(shipped)["one firing"]
    data = {**data, "commonLabels": {**data["commonLabels"], "severity": severity}}
    assert shown(amtool, file, "opsgenie.priority", data) == priority
    assert shown(amtool, file, "opsgenie.tags", data) == f"watchspec,{severity},checkout"


def test_a_long_text_is_cut_in_cards(amtool: Tool, file: Path, shipped: Monitoring) -> None:
    """Five alerts, and of each no more than fits Discord's 4096 characters together with the others."""
    data = samples(shipped)["several firing"]
    long = [{**each, "annotations": {**each["annotations"], "summary": "s" * 900}} for each in data["alerts"]]
    text = shown(amtool, file, "discord.message", group(long, ("service",)))
    assert text.count("[Runbook]") == 5
    assert text.endswith(f"the first 5 of {len(long)}\n\n")
    assert len(text) < 4096
