"""Reading e-mails as people do."""

from __future__ import annotations

from email.message import EmailMessage

from watchspec_generators.demo.sink import mail


def _message(subject: str) -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    return message


def test_an_html_body_is_read_without_markup() -> None:
    """Tags, styles and entities are gone; what is left is what a person sees."""
    message = _message("[FIRING:1] Spend")
    message.set_content(
        "<html><head><style>p {color: red}</style></head><body><p>Spend &amp;\n  <b>more</b></p></body></html>",
        subtype="html",
    )
    delivery = mail.read(message.as_bytes(), "a@example.com", 3.0)
    assert delivery.text == "[FIRING:1] Spend\nSpend &\nmore"
    assert (delivery.protocol, delivery.target, delivery.status) == ("email", "a@example.com", "firing")


def test_a_plain_body_is_preferred() -> None:
    """Of a message in two forms the plain one is kept."""
    message = _message("[RESOLVED] Spend")
    message.set_content("plain words\n")
    message.add_alternative("<p>rich words</p>", subtype="html")
    delivery = mail.read(message.as_bytes(), "a@example.com", 3.0)
    assert delivery.text == "[RESOLVED] Spend\nplain words"
    assert delivery.status == "resolved"


def test_a_message_without_readable_body_keeps_its_subject() -> None:
    """An attachment alone leaves the subject, or nothing."""
    message = EmailMessage()
    message.add_attachment(b"\x00", maintype="application", subtype="octet-stream")
    assert mail.read(message.as_bytes(), "a@example.com", 3.0).text == ""
