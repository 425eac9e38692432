"""Small configurations, and the timelines that they make of some alerts."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

from watchspec_generators.simulator import Alert, read_config, timeline

if TYPE_CHECKING:
    from watchspec_generators.simulator import Config, Flush

START = datetime(2026, 11, 23, 12, 0, tzinfo=timezone.utc)
"""A Monday."""


def minutes(count: float) -> timedelta:
    """A length of time."""
    return timedelta(minutes=count)


def config(text: str) -> Config:
    """The configuration of this YAML, with the receivers `hook` (webhook) and `mail` added."""
    return read_config(
        f"{text}\nreceivers:\n- name: hook\n  webhook_configs: [{{}}]\n- name: mail\n  email_configs: [{{}}]\n"
    )


def alert(begin: float, end: float | None = None, **labels: str) -> Alert:
    """An alert from and up to so many minutes after the start."""
    return Alert({"alertname": "A", **labels}, START + minutes(begin), None if end is None else START + minutes(end))


def told(flushes: tuple[Flush, ...]) -> list[tuple[float, str, int, int]]:
    """Of each notification: minutes after the start, reason, and how many alerts fire and are resolved."""
    return [
        ((flush.at - START) / minutes(1), each.reason, len(each.firing), len(each.resolved))
        for flush in flushes
        for each in flush.told
    ]


def played(made: Config, *alerts: Alert, hours: float = 2) -> list[tuple[float, str, int, int]]:
    """What is told of `alerts`."""
    return told(timeline(made, alerts, START + timedelta(hours=hours)))


def document(**changes: Any) -> dict[str, Any]:
    """A configuration as data, with some keys changed; None leaves one out."""
    made = {"route": {"receiver": "hook"}, "receivers": [{"name": "hook", "webhook_configs": [{}]}], **changes}
    return {key: value for key, value in made.items() if value is not None}
