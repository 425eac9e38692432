"""The sink's mail server, used by a real client."""

from __future__ import annotations

import smtplib
import socket
from email.message import EmailMessage

import pytest

from watchspec_generators.demo.sink import Inbox, SmtpSink
from watchspec_generators.edge.processes import free_port


def test_a_mail_is_kept_for_each_recipient() -> None:
    """A message to two people is delivered twice, with its subject and text."""
    inbox, port = Inbox(), free_port()
    message = EmailMessage()
    message["Subject"], message["To"], message["From"] = (
        "[FIRING] Spend",
        "a@example.com, b@example.com",
        "c@example.com",
    )
    message.set_content("far too much")
    with SmtpSink(inbox, port), smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
        client.send_message(message)
    assert [delivery.target for delivery in inbox.deliveries] == ["a@example.com", "b@example.com"]
    assert {delivery.text for delivery in inbox.deliveries} == {"[FIRING] Spend\nfar too much"}


def test_a_taken_port_is_an_error() -> None:
    """A port that another program has is an OSError, and nothing is left open."""
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(OSError, match="in use"):
        SmtpSink(Inbox(), taken.getsockname()[1]).__enter__()
