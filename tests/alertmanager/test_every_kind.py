"""A receiver of every kind: what a real Alertmanager sends for it, and that nothing in an alert breaks out."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.alertmanager.conftest import Post, firing, over, rehearsal, until

from watchspec_generators.alertmanager.config import configuration
from watchspec_generators.alertmanager.receivers import kind, receivers, rehearsed
from watchspec_generators.alertmanager.samples import group, samples
from watchspec_generators.alertmanager.texts import templates
from watchspec_generators.demo.addresses import addresses
from watchspec_generators.demo.sink import HttpSink, Inbox, SmtpSink
from watchspec_generators.edge.processes import free_port, run_tool
from watchspec_generators.edge.proofs.amtool_templates import render
from watchspec_generators.edge.tools import find
from watchspec_generators.spec.shape import Receiver, Redirect, Routing
from watchspec_generators.values import Duration
from watchspec_generators.yaml_text import to_yaml

if TYPE_CHECKING:
    from pathlib import Path

    from watchspec_generators.model import Monitoring

pytestmark = pytest.mark.binary
ENTRIES: dict[str, dict[str, Any]] = {
    "pagerduty": {"routing_key_file": "pagerduty"},
    "opsgenie": {"api_key_file": "opsgenie", "team": "ml"},
    "slack": {"webhook_url_file": "slack", "channel": "#ml"},
    "msteams": {"webhook_url_file": "teams"},
    "msteams_connector": {"webhook_url_file": "connector"},
    "discord": {"webhook_url_file": "discord"},
    "telegram": {"bot_token_file": "telegram", "chat_id": -100200300},
    "email": {"to": "a@example.com", "from": "b@example.com", "smarthost": "mail:25"},
    "webhook": {"url_file": "webhook"},
}
"""An entry of each kind."""
NOWHERE = Redirect(http="http://127.0.0.1:9", smtp="127.0.0.1:9")
HOSTILE = '{{ .X }} {{ template "nope" . }} "\'`\\\n- a: *b* _c_ <d> & [e](f) # {g}'


def everything(monitoring: Monitoring, redirect: Redirect | None) -> Monitoring:
    """The spec with one receiver of all kinds, that is told at once."""
    receiver = Receiver.model_validate({name: [entry] for name, entry in ENTRIES.items()})
    soon = {"group_wait": Duration(0), "group_interval": Duration(500), "repeat_interval": Duration(3_600_000)}
    routing = Routing.model_validate({"receiver": "all", "group_by": ("service", "alertname"), **soon})
    return replace(monitoring, receivers={"all": receiver}, routing=routing, inhibit=(), windows={}, redirect=redirect)


def test_there_is_an_entry_of_each_kind() -> None:
    """A kind that is added to the shape is tried here too."""
    assert ENTRIES.keys() == Receiver.model_fields.keys()


def test_a_real_alertmanager_reaches_each(shipped: Monitoring, tmp_path: Path) -> None:
    """What it sends for every kind is taken by a sink that refuses what the real service would refuse."""
    inbox = Inbox()
    sample = samples(shipped)["one firing"]["alerts"][0]
    hostile = {**sample, "annotations": {**sample["annotations"], "summary": HOSTILE.replace("\n", " ")}}
    with HttpSink(inbox) as http, SmtpSink(inbox, free_port()) as smtp:
        monitoring = everything(shipped, Redirect(http=http.url, smtp=smtp.address))
        wanted = {(address.protocol, address.target) for address in addresses(monitoring, "all")}
        with rehearsal(monitoring, Post(), tmp_path) as running:
            alert = firing(hostile)
            running.tell(alert)
            until(lambda: _told(inbox, "firing") == wanted or inbox.refusals)
            running.tell(over(alert))
            until(lambda: _told(inbox, "resolved") == wanted or inbox.refusals)
    assert inbox.refusals == ()
    assert len(wanted) == len(ENTRIES)
    keys = {(each.protocol, each.key) for each in inbox.deliveries if each.protocol in ("pagerduty", "opsgenie")}
    assert len(keys) == 2, "a resolve has the key of what it closes"
    for each in inbox.deliveries:
        if each.status == "firing":
            assert "{{ .X }} {{ template" in each.text, each.protocol


def _told(inbox: Inbox, status: str) -> set[tuple[str, str]]:
    return {(each.protocol, each.target) for each in inbox.deliveries if each.status == status}


@pytest.mark.parametrize("line", ["current", "oldest"])
def test_every_kind_loads(shipped: Monitoring, line: Any, tmp_path: Path) -> None:
    """With secrets in files where the program reads them, and redirected without the kinds that it lacks."""
    amtool = find("amtool", line)
    real = everything(shipped, None)
    monitoring = real if line == "current" else rehearsed(real, NOWHERE, amtool.version)
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "watchspec.tmpl").write_text(templates(), encoding="utf-8")
    (tmp_path / "am.yml").write_text(to_yaml(configuration(monitoring)), encoding="utf-8")
    done = run_tool([amtool.path, "check-config", tmp_path / "am.yml"])
    assert done.code == 0, done.output
    kinds = {kind(name).KEY for name in ENTRIES if line == "current" or amtool.version >= kind(name).MINIMUM_VERSION}
    assert receivers(monitoring)[0].keys() - {"name"} == kinds


@pytest.mark.parametrize("line", ["current", "oldest"])
def test_declared_versions_are_those_of_the_programs(line: Any, tmp_path: Path) -> None:
    """Each kind, and each key that needs a version, is read by programs from that version on and refused by older."""
    amtool = find("amtool", line)
    tried = {
        "msteams": "msteamsv2_configs: [{webhook_url: 'http://x/'}]",
        "msteams_connector": "msteams_configs: [{webhook_url: 'http://x/', summary: x}]",
        "discord": "discord_configs: [{webhook_url: 'http://x/'}]",
        "telegram": "telegram_configs: [{bot_token: x, chat_id: 1}]",
        "opsgenie": "opsgenie_configs: [{api_key: x}]",
        "msteams/webhook_url_file": "msteamsv2_configs: [{webhook_url_file: /x}]",
        "msteams_connector/webhook_url_file": "msteams_configs: [{webhook_url_file: /x}]",
        "discord/webhook_url_file": "discord_configs: [{webhook_url_file: /x}]",
        "telegram/bot_token_file": "telegram_configs: [{bot_token_file: /x, chat_id: 1}]",
        "telegram/chat_id_file": "telegram_configs: [{bot_token: x, chat_id_file: /y}]",
        "telegram/message_thread_id": "telegram_configs: [{bot_token: x, chat_id: 1, message_thread_id: 3}]",
        "opsgenie/api_key_file": "opsgenie_configs: [{api_key_file: /x}]",
        "pagerduty/routing_key_file": "pagerduty_configs: [{routing_key_file: /x}]",
        "slack/webhook_url_file": "slack_configs: [{api_url_file: /x}]",
        "webhook/url_file": "webhook_configs: [{url_file: /x}]",
    }
    for name, entry in tried.items():
        module, _, key = name.partition("/")
        first = kind(module).NEEDS[key] if key else kind(module).MINIMUM_VERSION
        file = tmp_path / "am.yml"
        file.write_text(f"route: {{receiver: a}}\nreceivers:\n- name: a\n  {entry}\n", encoding="utf-8")
        done = run_tool([amtool.path, "check-config", file])
        assert (done.code == 0) is (amtool.version >= first), f"{name}\n{done.output}"


PLAIN = ("opsgenie.description", "telegram.message", "discord.message", "msteams.text", "email.text")
TEXT = st.text(
    st.characters(codec="utf-8", exclude_characters="\0\r", exclude_categories=["Cs"]), min_size=1, max_size=60
)


@settings(max_examples=12, deadline=None)
@given(TEXT, TEXT)
@example(HOSTILE, HOSTILE)
@example("[x](http://evil)", "**_~`|>#")
def test_texts_of_alerts_arrive_literally(
    shipped: Monitoring, tmp_path_factory: pytest.TempPathFactory, said: str, label: str
) -> None:
    """Whatever stands in an annotation or a label is shown as text by every kind: no template, no markup."""
    file = tmp_path_factory.mktemp("texts") / "watchspec.tmpl"
    file.write_text(templates(), encoding="utf-8")
    sample = samples(shipped)["one firing"]["alerts"][0]
    alert = {
        **sample,
        "labels": {**sample["labels"], "model": label},
        "annotations": {**sample["annotations"], "summary": said, "description": label},
    }
    names = [f"watchspec.{name}" for name in PLAIN]
    shown = dict(zip(PLAIN, render(find("amtool"), file, names, "text", group([alert], ("service",))), strict=True))
    for name, text in shown.items():
        escaped = name in ("discord.message", "msteams.text")
        assert (markdown(said) if escaped else said) in text, name
        assert (markdown(label) if escaped else label) in text, name


def markdown(text: str) -> str:
    """`text` with everything escaped that Discord and Teams would take for markup."""
    return "".join(f"\\{character}" if character in "\\`*_~|<>#[]" else character for character in text)


NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)


@settings(max_examples=15, deadline=None)
@given(NAMES, NAMES)
@example('{{ .X }}"', "a: [b] # '{{")
def test_names_in_the_spec_stay_literal(
    shipped: Monitoring, tmp_path_factory: pytest.TempPathFactory, team: str, channel: str
) -> None:
    """A name with YAML's or the template engine's own characters is read back, by both, as it was written."""
    names = {"opsgenie": {"api_key_file": "o", "team": team}, "slack": {"webhook_url_file": "s", "channel": channel}}
    receiver = Receiver.model_validate({each: [entry] for each, entry in names.items()})
    built = receivers(replace(shipped, receivers={"x": receiver}))
    (read,) = yaml.safe_load(to_yaml(built))
    written = [read["opsgenie_configs"][0]["responders"][0]["name"], read["slack_configs"][0]["channel"]]
    data = tmp_path_factory.mktemp("data") / "data.json"
    data.write_text(json.dumps(samples(shipped)["one firing"]), encoding="utf-8")
    between = "<<>>"
    done = run_tool(
        [
            *(find("amtool").path, "template", "render", f"--template.glob={data.parent}/*.tmpl"),
            *(f"--template.data={data}", f"--template.text={between.join(written)}"),
        ]
    )
    assert done.code == 0, done.output
    assert done.stdout.removesuffix("\n").split(between) == [team, channel]
