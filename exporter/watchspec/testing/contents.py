"""Reads what a request says, from its body or its query."""

from __future__ import annotations

import json
from email.parser import BytesParser
from email.policy import HTTP
from typing import Any
from urllib.parse import parse_qsl

_WORDS = {"true": True, "false": False}


def content(body: bytes, content_type: str, query: str) -> dict[str, Any]:
    """Fields of a JSON object, of a form with files (each as its name), or else of the query.

    Texts `true` and `false` of a form or query become what they say.
    """
    if content_type.startswith("multipart/"):
        return _form(body, content_type)
    if body:
        read = json.loads(body)
        return read if isinstance(read, dict) else {}
    return {name: _WORDS.get(text, text) for name, text in parse_qsl(query)}


def _form(body: bytes, content_type: str) -> dict[str, Any]:
    head = f"content-type: {content_type}\r\n\r\n".encode()
    fields: dict[str, Any] = {}
    for part in BytesParser(policy=HTTP).parsebytes(head + body).iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        filename = part.get_filename()
        if filename is not None:
            fields[name] = filename
            continue
        # A field's own bytes, whatever type the client gave it: get_content() would want it to be text.
        payload = part.get_payload(decode=True)
        text = payload.decode() if isinstance(payload, bytes) else ""
        fields[name] = _WORDS.get(text, text)
    return fields
