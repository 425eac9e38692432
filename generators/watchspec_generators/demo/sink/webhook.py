"""A receiver of Alertmanager's own webhook messages, version 4."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from watchspec_generators.demo.sink.answer import Answer, objects, read_object, text_of
from watchspec_generators.demo.sink.delivery import Delivery

if TYPE_CHECKING:
    from collections.abc import Mapping

PREFIX = "/webhook/"
_VERSION = "4"


def answer(body: bytes, target: str, at: float) -> Answer:
    """200 for a message of Alertmanager's; 400 for anything else."""
    message = read_object(body)
    alerts = objects(message.get("alerts")) if message is not None else ()
    status = message.get("status") if message is not None else None
    if message is None or message.get("version") != _VERSION or not alerts or status not in ("firing", "resolved"):
        return Answer(400, '{"error": "not a webhook message of Alertmanager, version 4"}')
    text = "\n".join(_line(alert) for alert in alerts)
    return Answer(200, "{}", Delivery(at, "webhook", target, status, text, text_of(message.get("groupKey"))))


def _line(alert: Mapping[str, Any]) -> str:
    labels, annotations = alert.get("labels") or {}, alert.get("annotations") or {}
    return f"{alert.get('status')}: {labels.get('alertname')}: {annotations.get('summary', '')}"
