"""Receivers take secrets from files, and in a rehearsal differ by nothing but their address."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from watchspec_generators.alertmanager.receivers import fillable, minimum_version, receivers
from watchspec_generators.alertmanager.receivers.pagerduty import rehearsal_key
from watchspec_generators.spec.shape import Alertmanager, Receiver, Redirect

if TYPE_CHECKING:
    from collections.abc import Callable

    from watchspec_generators.model import Monitoring

ADDRESSES = {
    "routing_key",
    "routing_key_file",
    "url",
    "url_file",
    "api_url",
    "api_url_file",
    "smarthost",
    "require_tls",
    "auth_username",
    "auth_password_file",
}


def entries(monitoring: Monitoring) -> dict[str, dict[str, Any]]:
    """Each entry of each receiver, by `receiver/key`."""
    return {
        f"{receiver['name']}/{key}": config
        for receiver in receivers(monitoring)
        for key, configs in receiver.items()
        if key != "name"
        for config in configs
    }


def test_secrets_come_from_files(shipped: Monitoring) -> None:
    """Every address is the path of a file below the secrets folder."""
    found = entries(shipped)
    folder = "/etc/alertmanager/secrets"
    assert found["pagerduty_critical/pagerduty_configs"]["routing_key_file"] == f"{folder}/pagerduty_routing_key"
    assert found["slack_ml_team/slack_configs"]["api_url_file"] == f"{folder}/slack_ml_webhook_url"
    assert found["dead_mans_switch/webhook_configs"] == {
        "url_file": f"{folder}/dead_mans_switch_url",
        "send_resolved": True,
    }
    mail = found["finance/email_configs"]
    assert (mail["smarthost"], mail["require_tls"]) == ("smtp.example.com:587", True)
    assert mail["auth_password_file"] == f"{folder}/smtp_password"


def test_a_rehearsal_changes_addresses_alone(shipped: Monitoring, edited: Callable[..., Monitoring]) -> None:
    """Kinds, texts and fields stay those of production."""
    real, rehearsed = entries(shipped), entries(edited(environment="demo"))
    assert real.keys() == rehearsed.keys()
    for name in real:
        kept = {key: value for key, value in real[name].items() if key not in ADDRESSES}
        assert {key: value for key, value in rehearsed[name].items() if key not in ADDRESSES} == kept
        assert not any(key.endswith("_file") for key in rehearsed[name])


def test_a_rehearsal_goes_to_one_place(edited: Callable[..., Monitoring]) -> None:
    """Each receiver has its own path there."""
    found = entries(edited(environment="demo"))
    pager = found["pagerduty_critical/pagerduty_configs"]
    assert pager["url"] == "http://127.0.0.1:9099/v2/enqueue"
    assert pager["routing_key"] == rehearsal_key("pagerduty_critical")
    assert found["finance/slack_configs"]["api_url"] == "http://127.0.0.1:9099/slack/finance"
    assert found["dead_mans_switch/webhook_configs"]["url"] == "http://127.0.0.1:9099/webhook/dead_mans_switch"
    mail = found["finance/email_configs"]
    assert (mail["smarthost"], mail["require_tls"]) == ("127.0.0.1:9025", False)
    assert "auth_username" not in mail


def test_mail_without_a_login(edited: Callable[..., Monitoring]) -> None:
    """User name and password are left out where the spec has none."""
    login = "auth_username: alerts@example.com\n        auth_password_file: smtp_password"
    mail = entries(edited((login, "require_tls: false")))["finance/email_configs"]
    assert not {"auth_username", "auth_password_file"} & mail.keys()
    assert mail["require_tls"] is False


def test_addresses_are_no_templates(edited: Callable[..., Monitoring]) -> None:
    """Braces in a channel or an address stay text, though Alertmanager would read a template."""
    channel = entries(edited(('channel: "#ml-alerts"', 'channel: "#{{ .X }}"')))["slack_ml_team/slack_configs"][
        "channel"
    ]
    assert channel == '#{{ "{{" }} .X }}'


def test_the_version_that_is_needed(shipped: Monitoring, edited: Callable[..., Monitoring]) -> None:
    """Webhooks with their URL in a file came in 0.26; all else, and every rehearsal, is read by 0.25."""
    assert minimum_version(shipped) == (0, 26)
    assert minimum_version(edited(environment="demo")) == (0, 25)
    without = {name: each for name, each in shipped.receivers.items() if not each.webhook}
    assert minimum_version(replace(shipped, receivers=without)) == (0, 25)


def test_placeholders_where_an_old_one_reads_no_file(shipped: Monitoring) -> None:
    """The secret's name stands in the file, and never the secret; what the version reads stays a file."""
    old = Alertmanager(version="0.25", secrets="placeholders")
    found = entries(replace(shipped, alertmanager=old))
    assert found["dead_mans_switch/webhook_configs"]["url"] == "${DEAD_MANS_SWITCH_URL}"
    assert "api_url_file" in found["slack_ml_team/slack_configs"]
    assert minimum_version(replace(shipped, alertmanager=old)) == (0, 25)
    assert fillable(replace(shipped, alertmanager=old))
    assert not fillable(shipped)
    assert not fillable(replace(shipped, alertmanager=old, redirect=Redirect(http="http://x", smtp="x:1")))


def test_the_ways_to_a_telegram_chat(shipped: Monitoring, edited: Callable[..., Monitoring]) -> None:
    """A number, a file, or in a rehearsal no real chat; a topic where one is named."""
    by_file = Receiver.model_validate({"telegram": [{"bot_token_file": "t", "chat_id_file": "c"}]})
    topic = Receiver.model_validate({"telegram": [{"bot_token_file": "t", "chat_id": -1, "message_thread_id": 7}]})

    def chat(monitoring: Monitoring, receiver: Receiver) -> dict[str, Any]:
        (entry,) = entries(replace(monitoring, receivers={"x": receiver})).values()
        return {key: value for key, value in entry.items() if key.startswith(("chat", "message_thread"))}

    assert chat(shipped, by_file) == {"chat_id_file": "/etc/alertmanager/secrets/c"}
    assert chat(edited(environment="demo"), by_file) == {"chat_id": 1}
    assert chat(shipped, topic) == {"chat_id": -1, "message_thread_id": 7}
    assert minimum_version(replace(shipped, receivers={"x": by_file})) == (0, 31)
    assert minimum_version(replace(edited(environment="demo"), receivers={"x": topic})) == (0, 28)


def test_an_opsgenie_integration_without_a_team(shipped: Monitoring) -> None:
    """Its own routing decides who responds."""
    (entry,) = entries(replace(shipped, receivers={"x": OPSGENIE})).values()
    assert "responders" not in entry
    assert entry["api_key_file"] == "/etc/alertmanager/secrets/k"


OPSGENIE = Receiver.model_validate({"opsgenie": [{"api_key_file": "k"}]})
