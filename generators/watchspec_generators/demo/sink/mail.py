"""What a person reads of an e-mail."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from html import unescape
from typing import TYPE_CHECKING

from watchspec_generators.demo.sink.delivery import Delivery

if TYPE_CHECKING:
    from email.message import EmailMessage

    from watchspec_generators.demo.sink.delivery import Status

_HIDDEN = re.compile(r"<(head|style|script)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^>]*>")


def read(content: bytes, recipient: str, at: float) -> Delivery:
    """The delivery of a message to `recipient`: subject, then body without markup."""
    message = message_from_bytes(content, policy=policy.default)
    subject = str(message["Subject"] or "")
    status: Status = "resolved" if "resolved" in subject.lower() else "firing"
    return Delivery(at, "email", recipient, status, f"{subject}\n{_body(message)}".strip())


def _body(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    text = str(part.get_content())
    if part.get_content_subtype() == "html":
        text = unescape(_TAG.sub(" ", _HIDDEN.sub(" ", text)))
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)
