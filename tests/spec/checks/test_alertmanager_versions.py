"""Receivers need an Alertmanager that reads them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.spec.conftest import Break

RECEIVERS = "receivers:\n"


def declared(version: str, receiver: str = "", **keys: str) -> tuple[tuple[str, str], ...]:
    """Edits that declare a version and add a kind to a receiver."""
    more = "".join(f", {key}: {value}" for key, value in keys.items())
    edits = [(RECEIVERS, f"alertmanager: {{version: {version}{more}}}\nreceivers:\n")]
    return (*edits, ("  switch:\n", f"  switch:\n    {receiver}\n")) if receiver else tuple(edits)


@pytest.mark.parametrize(
    ("version", "receiver", "at", "message"),
    [
        ("0.25", "", "switch_url", "Alertmanager 0.25 can't read `url_file` of webhook"),
        (
            "0.27.0",
            "discord: [{webhook_url_file: d}]",
            "d}]",
            "Alertmanager 0.27 can't read `webhook_url_file` of discord",
        ),
        (
            "0.27",
            "msteams: [{webhook_url_file: d}]",
            "{webhook",
            "Alertmanager 0.27 has no msteamsv2_configs, which `msteams` becomes",
        ),
        (
            "0.30",
            "telegram: [{bot_token_file: t, chat_id_file: c}]",
            "c}]",
            "Alertmanager 0.30 can't read `chat_id_file` of telegram",
        ),
        (
            "0.27",
            "telegram: [{bot_token_file: t, chat_id: 1, message_thread_id: 2}]",
            "2}]",
            "Alertmanager 0.27 can't read `message_thread_id` of telegram",
        ),
    ],
)
def test_what_a_version_lacks(broken: Break, version: str, receiver: str, at: str, message: str) -> None:
    """The key or the kind is told at its place, with the version that it needs."""
    found = broken(*declared(f'"{version}"', receiver))
    assert [(code, told) for code, _, told in found] == [("alertmanager_versions", message)]
    assert found[0].at.startswith(at)


def test_placeholders_stand_in_for_files(broken: Break) -> None:
    """Secrets that are filled in later need no version; other keys and kinds still do."""
    assert broken(*declared('"0.25"', "discord: [{webhook_url_file: d}]", secrets="placeholders")) == []
    thread = "telegram: [{bot_token_file: t, chat_id: 1, message_thread_id: 2}]"
    found = broken(*declared('"0.27"', thread, secrets="placeholders"))
    assert [message for _, _, message in found] == ["Alertmanager 0.27 can't read `message_thread_id` of telegram"]


@pytest.mark.parametrize(
    ("version", "message"),
    [
        ("newest", "`newest` is no version of Alertmanager"),
        ('"0.24"', "Alertmanager 0.24 is older than what is supported"),
    ],
)
def test_versions_that_are_none_or_too_old(broken: Break, version: str, message: str) -> None:
    """What can't be read, and what was never tried."""
    assert [(code, told) for code, _, told in broken(*declared(version))] == [("alertmanager_versions", message)]


@pytest.mark.parametrize(
    ("chat", "message"),
    [
        ("", "Telegram needs one chat"),
        (", chat_id: 1, chat_id_file: c", "Telegram needs one chat"),
        (", chat_id: 0", "there is no chat 0"),
    ],
)
def test_telegram_writes_to_one_chat(broken: Break, chat: str, message: str) -> None:
    """None, two, and the number that Alertmanager takes for none."""
    found = broken(*declared('"0.34"', f"telegram: [{{bot_token_file: t{chat}}}]"))
    assert [(code, told) for code, _, told in found] == [("chats", message)]


def test_an_address_of_opsgenie(broken: Break) -> None:
    """It is a web address."""
    found = broken(*declared('"0.34"', "opsgenie: [{api_key_file: k, api_url: api.eu.opsgenie.com}]"))
    assert [(code, told) for code, _, told in found] == [("addresses", "`api.eu.opsgenie.com` is no web address")]
