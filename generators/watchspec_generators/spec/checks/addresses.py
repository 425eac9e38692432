"""Addresses have the form that Prometheus, Alertmanager and browsers need.

To mend: write `host:port` without http and path, web addresses with http:// or https://, mail addresses with @.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from watchspec_generators.spec.context import Context
    from watchspec_generators.spec.problems import Problem
    from watchspec_generators.spec.tree import Path

_HOST_PORT = re.compile(r"(\[[0-9A-Fa-f:]+\]|[A-Za-z0-9._-]+):([0-9]{1,5})")
_URL = re.compile(r"https?://[^\s/?#]+[^\s]*")
_MAIL = re.compile(r"[^@\s]+@[^@\s]+")
_LAST_PORT = 65535


def check(context: Context) -> Iterator[Problem]:
    """Addresses that are no `host:port`, web addresses without http, mail addresses without @."""
    for path, address in _hosts(context):
        match = _HOST_PORT.fullmatch(address)
        if not match or not 0 < int(match[2]) <= _LAST_PORT:
            hint = "leave out http:// and any path" if "//" in address else None
            yield context.problem(path, f"`{address}` is no address", "host:port", hint)
    for path, url in _urls(context):
        if not _URL.fullmatch(url):
            yield context.problem(path, f"`{url}` is no web address", "a URL that starts with http:// or https://")
    for path, mail in _mails(context):
        if not all(_MAIL.fullmatch(part.strip()) for part in mail.split(",")):
            yield context.problem(path, f"`{mail}` is no mail address", "name@host, several parted by commas")


def _hosts(context: Context) -> Iterator[tuple[Path, str]]:
    prometheus = context.spec.prometheus
    for key, addresses in (("targets", prometheus.targets), ("alertmanagers", prometheus.alertmanagers)):
        for index, address in enumerate(addresses):
            yield ("prometheus", key, index), address
    for name, receiver in context.spec.receivers.items():
        for index, mail in enumerate(receiver.email):
            yield ("receivers", name, "email", index, "smarthost"), mail.smarthost
    for name, environment in context.spec.environments.items():
        if environment.redirect:
            yield ("environments", name, "redirect", "smtp"), environment.redirect.smtp


def _urls(context: Context) -> Iterator[tuple[Path, str]]:
    yield ("links", "runbooks"), context.spec.links.runbooks
    yield ("links", "grafana"), context.spec.links.grafana
    for key in ("prometheus", "alertmanager"):
        if url := getattr(context.spec.live, key):
            yield ("live", key), url
    for name, receiver in context.spec.receivers.items():
        for index, opsgenie in enumerate(receiver.opsgenie):
            yield ("receivers", name, "opsgenie", index, "api_url"), opsgenie.api_url
    for name, environment in context.spec.environments.items():
        if environment.redirect:
            yield ("environments", name, "redirect", "http"), environment.redirect.http


def _mails(context: Context) -> Iterator[tuple[Path, str]]:
    for name, receiver in context.spec.receivers.items():
        for index, mail in enumerate(receiver.email):
            yield ("receivers", name, "email", index, "to"), mail.to
            yield ("receivers", name, "email", index, "from"), mail.from_
